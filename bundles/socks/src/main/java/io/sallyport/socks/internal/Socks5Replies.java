// SPDX-License-Identifier: Apache-2.0
package io.sallyport.socks.internal;

import io.netty.buffer.ByteBuf;
import io.sallyport.api.ConnectFailure.Reason;
import io.sallyport.api.Destination;
import io.sallyport.sockscodec.Socks5Reply;
import io.sallyport.sockscodec.SocksAddress;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * SOCKS5 replies (RFC 1928 §6).
 *
 * @param unknown what BND says where nothing is known: zeros of the family that was asked for
 * @param unsupported what to say of what an outbound does not support
 */
record Socks5Replies(SocksAddress unknown, int unsupported) implements ReplyForm {

  private static final int SILENCE = -1;

  static Socks5Replies to(Destination destination) {
    return new Socks5Replies(
        destination instanceof Destination.Address address && address.ip() instanceof Inet6Address
            ? SocksAddress.ANY_IPV6
            : SocksAddress.ANY_IPV4,
        // To CONNECT, that is the family of the address.
        Socks5Reply.ADDRESS_TYPE_NOT_SUPPORTED);
  }

  /** To a command that not every outbound carries out. */
  static Socks5Replies toCommand() {
    return new Socks5Replies(SocksAddress.ANY_IPV4, Socks5Reply.COMMAND_NOT_SUPPORTED);
  }

  @Override
  public void granted(@Nullable SocketAddress bound, ByteBuf out) {
    var told =
        bound instanceof InetSocketAddress address && !address.isUnresolved()
            ? SocksAddress.of(address)
            : unknown;
    new Socks5Reply(Socks5Reply.SUCCEEDED, told).emit(out);
  }

  @Override
  public boolean refused(Reason reason, ByteBuf out) {
    int code = code(reason);
    if (code == SILENCE) {
      return false;
    }
    new Socks5Reply(code, unknown).emit(out);
    return true;
  }

  private int code(Reason reason) {
    return switch (reason) {
      case REFUSED -> Socks5Reply.CONNECTION_REFUSED;
      case HOST_UNREACHABLE, NAME_NOT_FOUND, RESOLVE_FAILED -> Socks5Reply.HOST_UNREACHABLE;
      case NETWORK_UNREACHABLE -> Socks5Reply.NETWORK_UNREACHABLE;
      case TIMEOUT -> Socks5Reply.TTL_EXPIRED;
      case REJECTED -> Socks5Reply.NOT_ALLOWED;
      case DROPPED -> SILENCE;
      case UNSUPPORTED -> unsupported;
      case OUTBOUND_UNAVAILABLE,
          UPSTREAM_AUTH,
          UPSTREAM_PROTOCOL,
          UPSTREAM_FAILED,
          LIMIT,
          CANCELLED,
          GENERAL ->
          Socks5Reply.GENERAL_FAILURE;
    };
  }
}
