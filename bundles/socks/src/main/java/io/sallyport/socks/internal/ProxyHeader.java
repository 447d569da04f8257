// SPDX-License-Identifier: Apache-2.0
package io.sallyport.socks.internal;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.handler.codec.haproxy.HAProxyProxiedProtocol.AddressFamily;
import io.netty.util.NetUtil;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;

/**
 * Takes the PROXY header (haproxy's proxy-protocol.txt, versions 1 and 2) that a balancer puts
 * before the bytes of each client. Whoever connects is believed: a listener that does so must be
 * reachable for balancers alone. Without a header that is well-formed the client is closed.
 */
final class ProxyHeader extends ChannelInboundHandlerAdapter {

  /** Far more than balancers add, far less than the protocol allows. */
  private static final int MAX_TLV_BYTES = 4096;

  private final Entrance entrance;
  private final HandshakeGuard guard;

  private ProxyHeader(Entrance entrance, HandshakeGuard guard) {
    this.entrance = entrance;
    this.guard = guard;
  }

  /** Adds what awaits the header. */
  static void await(ChannelPipeline pipeline, Entrance entrance, HandshakeGuard guard) {
    pipeline.addLast(
        new HAProxyMessageDecoder(MAX_TLV_BYTES, true), new ProxyHeader(entrance, guard));
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (!(message instanceof HAProxyMessage header)) {
      ReferenceCountUtil.release(message);
      return;
    }
    try {
      boolean internet =
          switch (header.proxiedProtocol().addressFamily()) {
            case AF_IPv4, AF_IPv6 -> true;
            case AF_UNIX, AF_UNSPEC -> false;
          };
      // LOCAL and UNKNOWN speak for the balancer itself: it is where its socket is.
      if (header.command() == HAProxyCommand.PROXY && internet) {
        ClientSource.set(
            ctx.channel(),
            new InetSocketAddress(
                NetUtil.createInetAddressFromIpAddressString(header.sourceAddress()),
                header.sourcePort()));
      } else if (header.proxiedProtocol().addressFamily() == AddressFamily.AF_UNIX) {
        ClientSource.set(ctx.channel(), ClientSource.NOWHERE);
      }
    } finally {
      header.release();
    }
    guard.sourceKnown(ctx.channel());
    ctx.pipeline().remove(this);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    entrance.hangUp(ctx, "no PROXY header: " + cause.getClass().getSimpleName());
  }
}
