// SPDX-License-Identifier: Apache-2.0
package io.sallyport.socks.internal;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** First in the pipeline of a client that is half-way: its deadline and its place in the count. */
final class HandshakeGuard extends ChannelInboundHandlerAdapter {

  private final HalfOpen halfOpen;
  private final ListenerSettings settings;
  private final int most;
  private final long begun = System.nanoTime();
  private @Nullable Future<?> deadline;

  /**
   * @param most how many clients may be half-way
   */
  HandshakeGuard(HalfOpen halfOpen, ListenerSettings settings, int most) {
    this.halfOpen = halfOpen;
    this.settings = settings;
    this.most = most;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    deadline =
        ctx.executor()
            .schedule(
                () -> tooLate(ctx), settings.handshakeTimeout().toNanos(), TimeUnit.NANOSECONDS);
    halfOpen.enter(ctx.channel(), most);
    if (!settings.proxyProtocol()) {
      sourceKnown(ctx.channel());
    }
  }

  /** Where the client is, is known by now: there is room for so many from one place. */
  void sourceKnown(Channel client) {
    var source = ClientSource.address(client);
    if (source != null && !halfOpen.isFrom(client, source, settings.maxHandshakesPerSource())) {
      client.close();
    }
  }

  /** For how many nanoseconds the client has been here. */
  long age() {
    return System.nanoTime() - begun;
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
