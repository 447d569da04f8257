// SPDX-License-Identifier: Apache-2.0
package io.sallyport.socks.internal;

import io.netty.buffer.ByteBuf;
import io.sallyport.api.ConnectFailure.Reason;
import io.sallyport.sockscodec.Socks4Reply;
import io.sallyport.sockscodec.SocksAddress;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** SOCKS4 knows 90 and 91. */
record Socks4Replies() implements ReplyForm {

  @Override
  public void granted(@Nullable SocketAddress bound, ByteBuf out) {
    var told =
        bound instanceof InetSocketAddress address && address.getAddress() instanceof Inet4Address
            ? SocksAddress.of(address)
            : SocksAddress.ANY_IPV4;
    new Socks4Reply(Socks4Reply.GRANTED, told).emit(out);
  }

  @Override
  public boolean refused(Reason reason, ByteBuf out) {
    return switch (reason) {
      case DROPPED -> false;
      case REFUSED,
          HOST_UNREACHABLE,
          NETWORK_UNREACHABLE,
          TIMEOUT,
          NAME_NOT_FOUND,
          RESOLVE_FAILED,
          REJECTED,
          OUTBOUND_UNAVAILABLE,
          UPSTREAM_AUTH,
          UPSTREAM_PROTOCOL,
          UPSTREAM_FAILED,
          UNSUPPORTED,
          LIMIT,
          CANCELLED,
          GENERAL -> {
        Socks4Reply.failure(Socks4Reply.REJECTED).emit(out);
        yield true;
      }
    };
  }
}
