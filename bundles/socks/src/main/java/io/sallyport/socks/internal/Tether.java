// SPDX-License-Identifier: Apache-2.0
package io.sallyport.socks.internal;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.ReferenceCountUtil;

/**
 * Ties a UDP association to the TCP connection that it was asked for on (RFC 1928 §6): when one
 * side of the connection ends, the association does. What the client says on it means nothing and
 * is read away, up to a bound.
 */
final class Tether extends ChannelInboundHandlerAdapter {

  /** Whoever says more than this takes the connection for something else. */
  static final int MAX_STRAY_BYTES = 64 << 10;

  private final UdpAssociation association;
  private int stray;

  Tether(UdpAssociation association) {
    this.association = association;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof ByteBuf bytes) {
      stray += bytes.readableBytes();
    }
    ReferenceCountUtil.release(message);
    if (stray > MAX_STRAY_BYTES) {
      ctx.close();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      ctx.close();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    association.end();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.close();
  }
}
