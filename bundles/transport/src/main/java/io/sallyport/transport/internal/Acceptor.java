// SPDX-License-Identifier: Apache-2.0
package io.sallyport.transport.internal;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a listening channel does with the connections that it accepts. Of several on one address the
 * first speaks for all: when it stops reading none accepts more than the one that it has in hand,
 * and what goes wrong in one is told to the pipeline of the first.
 */
final class Acceptor extends ChannelDuplexHandler {

  /**
   * Where accepting fails, mostly for want of descriptors, trying again at once would only spin.
   */
  private static final long PAUSE_MS = 1000;

  private final ChannelHandler child;
  private final LoopShares shares;
  private final boolean spread;
  private final @Nullable Channel first;
  private final List<Channel> others = new CopyOnWriteArrayList<>();

  /**
   * @param child initialises each accepted channel
   * @param spread whether every loop accepts connections of this address
   * @param first on this address; null if this is it
   */
  Acceptor(ChannelHandler child, LoopShares shares, boolean spread, @Nullable Channel first) {
    this.child = child;
    this.shares = shares;
    this.spread = spread;
    this.first = first;
  }

  /** Another channel follows this one, which is the first. */
  void leads(Channel other) {
    others.add(other);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (first != null && !first.config().isAutoRead()) {
      ctx.channel().config().setAutoRead(false);
    }
    var accepted = (Channel) message;
    accepted.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    accepted.config().setWriteBufferWaterMark(SocketTransport.waterMark());
    accepted.pipeline().addLast(child);
    var loop = shares.place(ctx.channel().eventLoop(), spread);
    shares.count(loop, accepted);
    loop.register(accepted)
        .addListener(
            (ChannelFuture registered) -> {
              if (!registered.isSuccess()) {
                accepted.unsafe().closeForcibly();
              }
            });
  }

  /** Reading goes on: so it does for those that have stopped with this one. */
  @Override
  public void read(ChannelHandlerContext ctx) {
    for (var other : others) {
      if (!other.config().isAutoRead()) {
        other.config().setAutoRead(true);
      }
    }
    ctx.read();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    var config = ctx.channel().config();
    config.setAutoRead(false);
    if (first != null) {
      first.pipeline().fireExceptionCaught(cause);
    } else {
      ctx.channel()
          .eventLoop()
          .schedule(() -> config.setAutoRead(true), PAUSE_MS, TimeUnit.MILLISECONDS);
    }
  }
}
