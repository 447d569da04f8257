// SPDX-License-Identifier: Apache-2.0
package io.sallyport.upstream.internal;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.sallyport.api.Datagram;
import io.sallyport.api.Destination;
import io.sallyport.sockscodec.SocksAddress;
import io.sallyport.sockscodec.SocksDatagramHeader;
import io.sallyport.sockscodec.SocksProtocolException;

/**
 * Puts the SOCKS header on datagrams that go to the proxy's relay, and takes it off those that come
 * from there (RFC 1928 §7). What comes from elsewhere, what has no whole header, and fragments are
 * dropped; nothing ends the association.
 */
final class SocksDatagrams extends ChannelDuplexHandler {

  /** What one UDP datagram over IPv4 holds. */
  private static final int MAX_DATAGRAM = 65_507;

  private final Destination relay;
  private boolean delivered;

  /**
   * @param relay where the proxy relays; if it is a name, only the detour that the datagrams take
   *     knows its address, and by its port alone can answers be told
   */
  SocksDatagrams(Destination relay) {
    this.relay = relay;
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    if (!(message instanceof Datagram datagram)) {
      ctx.write(message, promise);
      return;
    }
    var content = datagram.content();
    var out = ctx.alloc().buffer(SocksDatagramHeader.MAX_LENGTH + content.readableBytes());
    try {
      new SocksDatagramHeader(address(datagram.peer())).emit(out);
      out.writeBytes(content);
    } finally {
      datagram.release();
    }
    if (out.readableBytes() > MAX_DATAGRAM) {
      out.release();
      promise.trySuccess();
      return;
    }
    ctx.write(new Datagram(relay, out), promise);
  }

  private static SocksAddress address(Destination peer) {
    return switch (peer) {
      case Destination.Address(var ip, int port) -> SocksAddress.of(ip.getAddress(), port);
      case Destination.Name(var host, int port) -> new SocksAddress.Name(host, port);
    };
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (!(message instanceof Datagram datagram)) {
      ctx.fireChannelRead(message);
      return;
    }
    if (!fromRelay(datagram.peer())) {
      datagram.release();
      return;
    }
    try {
      var header = SocksDatagramHeader.parse(datagram.content());
      if (header.fragment() == 0) {
        var peer = peer(header.peer());
        delivered = true;
        ctx.fireChannelRead(new Datagram(peer, datagram.content()));
        return;
      }
    } catch (SocksProtocolException | IllegalArgumentException e) {
      // Dropped below: UDP has nobody to complain to.
    }
    datagram.release();
  }

  /** Where one datagram was asked for and only rubbish came, the next is asked for. */
  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    boolean any = delivered;
    delivered = false;
    if (any || ctx.channel().config().isAutoRead()) {
      ctx.fireChannelReadComplete();
    } else {
      ctx.read();
    }
  }

  private boolean fromRelay(Destination sender) {
    return relay instanceof Destination.Name ? sender.port() == relay.port() : sender.equals(relay);
  }

  private static Destination peer(SocksAddress address) {
    return switch (address) {
      case SocksAddress.Ip(var ip, int port) -> Destination.of(ip.getAddress(), port);
      case SocksAddress.Name(var name, int port) -> Destination.of(name, port);
    };
  }
}
