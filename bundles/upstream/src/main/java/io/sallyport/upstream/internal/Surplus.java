// SPDX-License-Identifier: Apache-2.0
package io.sallyport.upstream.internal;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;

/**
 * Holds what the far end has sent right behind the proxy's reply until somebody asks for it.
 *
 * <p>Why not simply fire it behind the completed promise: whether the new owner's handler stands in
 * the pipeline by then depends on where and how deep listeners are notified, and what finds no
 * handler is lost. The owner's first {@code read()}, which {@code autoRead} implies, comes when it
 * is ready by its own account, and respects its back-pressure. So the bytes are delivered at that
 * moment, before anything else, and this handler takes itself out. Nothing of it is in the pipeline
 * of a stream that has no such bytes.
 */
final class Surplus extends ChannelDuplexHandler {

  private final ByteBuf bytes;

  /** Takes over {@code bytes}. */
  Surplus(ByteBuf bytes) {
    this.bytes = bytes;
  }

  /** Also when somebody else takes this out, and when the channel is torn down. */
  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    ctx.fireChannelRead(bytes);
    ctx.fireChannelReadComplete();
  }

  @Override
  public void read(ChannelHandlerContext ctx) {
    ctx.pipeline().remove(this);
    // One read asked for, one given; but where reads go on by themselves they must be kept going.
    if (ctx.channel().config().isAutoRead()) {
      ctx.read();
    }
  }

  /** A transport may read unasked when the peer has shut down; the order is kept. */
  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ctx.pipeline().remove(this);
    ctx.fireChannelRead(message);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      ctx.pipeline().remove(this);
    }
    ctx.fireUserEventTriggered(event);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    ctx.pipeline().remove(this);
    ctx.fireChannelInactive();
  }
}
