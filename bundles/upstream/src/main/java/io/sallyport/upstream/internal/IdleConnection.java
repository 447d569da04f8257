// SPDX-License-Identifier: Apache-2.0
package io.sallyport.upstream.internal;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A connection that waits for a request, and watches itself: a proxy that has nothing to answer has
 * nothing to say, so whatever comes, the end or a byte, makes it useless. So does age.
 */
final class IdleConnection extends ChannelInboundHandlerAdapter {

  private final Pool pool;
  final Channel channel;
  private final Future<?> expiry;
  private boolean useless;

  /** Called on the channel's loop; it must then be added to its pipeline. */
  IdleConnection(Pool pool, Channel channel, Duration age) {
    this.pool = pool;
    this.channel = channel;
    this.expiry =
        channel.eventLoop().schedule(() -> pool.expired(this), age.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** A read stays asked for all the time: that is how the end shows before it is needed. */
  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    if (channel.isActive()) {
      ctx.read();
    } else {
      useless();
    }
  }

  /**
   * Makes it a connection for {@code loop}, if it still is of use; any thread. The caller has
   * claimed it: the pool knows it no more.
   *
   * @return completed on {@code loop}; failed, and the channel closed, if it is of no use
   */
  Future<Channel> release(EventLoop loop) {
    if (channel.eventLoop() == loop && loop.inEventLoop()) {
      return leave(loop);
    }
    Promise<Channel> promise = loop.newPromise();
    channel
        .eventLoop()
        .execute(
            () ->
                leave(loop)
                    .addListener(
                        (Future<Channel> moved) -> {
                          if (moved.isSuccess()) {
                            promise.setSuccess(moved.getNow());
                          } else {
                            promise.setFailure(moved.cause());
                          }
                        }));
    return promise;
  }

  private Future<Channel> leave(EventLoop loop) {
    expiry.cancel(false);
    if (useless || !channel.isActive()) {
      channel.close();
      return loop.newFailedFuture(new IllegalStateException("closed by the proxy"));
    }
    channel.pipeline().remove(this);
    return LoopChange.move(channel, loop);
  }

  /** Throws it away; any thread. */
  void close() {
    expiry.cancel(false);
    channel.close();
  }

  private void useless() {
    useless = true;
    expiry.cancel(false);
    pool.lost(this);
    channel.close();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ReferenceCountUtil.release(message);
    useless();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      useless();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    useless();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    useless();
  }
}
