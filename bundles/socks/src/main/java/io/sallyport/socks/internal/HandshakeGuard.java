// SPDX-License-Identifier: Apache-2.0
package io.sallyport.socks.internal;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** First in the pipeline of a client that is half-way: its deadline and its place in the count. */
final class HandshakeGuard extends ChannelInboundHandlerAdapter {

  private final HalfOpen halfOpen;
  private final int max;
  private final Duration timeout;
  private @Nullable Future<?> deadline;

  HandshakeGuard(HalfOpen halfOpen, int max, Duration timeout) {
    this.halfOpen = halfOpen;
    this.max = max;
    this.timeout = timeout;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    deadline =
        ctx.executor().schedule(() -> tooLate(ctx), timeout.toMillis(), TimeUnit.MILLISECONDS);
    halfOpen.enter(ctx.channel(), max);
  }

  private void tooLate(ChannelHandlerContext ctx) {
    halfOpen.countTimedOut();
    ctx.close();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    if (deadline != null) {
      deadline.cancel(false);
    }
    halfOpen.leave(ctx.channel());
  }

  /** Whoever ends its output before it has said what it wants never will. */
  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      ctx.close();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.close();
  }
}
