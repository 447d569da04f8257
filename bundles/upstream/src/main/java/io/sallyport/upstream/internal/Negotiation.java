// SPDX-License-Identifier: Apache-2.0
package io.sallyport.upstream.internal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.sallyport.api.ConnectFailure;
import io.sallyport.api.ConnectFailure.Reason;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Carries a {@link Handshake} over a channel. Reads by request only, and not again once the
 * handshake is over; then it leaves the pipeline and completes the promise, or closes the channel
 * and fails it. A promise that was cancelled closes the channel.
 */
final class Negotiation extends ChannelInboundHandlerAdapter {

  private final Endpoint endpoint;
  private final Handshake handshake;
  private final Promise<Channel> promise;
  private final long timeoutNanos;
  private final @Nullable Runnable unheard;

  private ByteBuf received = Unpooled.EMPTY_BUFFER;
  private boolean heard;
  private boolean over;

  /**
   * @param timeoutNanos what is left of the attempt's time
   * @param unheard runs instead of failing the promise where the connection ends before the proxy
   *     has sent anything; null where that is a failure like any other
   */
  Negotiation(
      Endpoint endpoint,
      Handshake handshake,
      Promise<Channel> promise,
      long timeoutNanos,
      @Nullable Runnable unheard) {
    this.endpoint = endpoint;
    this.handshake = handshake;
    this.promise = promise;
    this.timeoutNanos = timeoutNanos;
    this.unheard = unheard;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    var deadline =
        ctx.executor()
            .schedule(
                () -> fail(ctx, silent(Reason.TIMEOUT, "did not send", "in time")),
                timeoutNanos,
                TimeUnit.NANOSECONDS);
    promise.addListener((Future<Channel> done) -> ended(ctx, done, deadline));
    var out = ctx.alloc().buffer();
    handshake.begin(out);
    send(ctx, out);
    ctx.read();
  }

  private void ended(ChannelHandlerContext ctx, Future<Channel> done, Future<?> deadline) {
    deadline.cancel(false);
    if (done.isCancelled()) {
      over = true;
      ctx.close();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (over) {
      ReferenceCountUtil.release(message);
      return;
    }
    heard = true;
    received =
        ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(ctx.alloc(), received, (ByteBuf) message);
    var out = ctx.alloc().buffer();
    try {
      boolean done = handshake.advance(received, out);
      send(ctx, out);
      if (done) {
        succeed(ctx);
      }
    } catch (ConnectFailure e) {
      out.release();
      fail(ctx, e);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (!over) {
      ctx.read();
    }
  }

  private void send(ChannelHandlerContext ctx, ByteBuf out) {
    if (!out.isReadable()) {
      out.release();
      return;
    }
    ctx.writeAndFlush(out)
        .addListener(
            (ChannelFuture sent) -> {
              if (!sent.isSuccess()) {
                broken(ctx, brokeOff(sent.cause()));
              }
            });
  }

  private void succeed(ChannelHandlerContext ctx) {
    over = true;
    if (received.isReadable()) {
      ctx.pipeline().replace(this, null, new Surplus(received.retain()));
    } else {
      ctx.pipeline().remove(this);
    }
    if (!promise.trySuccess(TlsStream.of(ctx.channel()))) {
      ctx.close();
    }
  }

  private void fail(ChannelHandlerContext ctx, ConnectFailure failure) {
    if (!over) {
      over = true;
      promise.tryFailure(failure);
      ctx.close();
    }
  }

  private void broken(ChannelHandlerContext ctx, ConnectFailure failure) {
    if (over || heard || unheard == null || promise.isDone()) {
      fail(ctx, failure);
      return;
    }
    over = true;
    ctx.close();
    unheard.run();
  }

  /** With half-closure allowed this is how the end of input shows. */
  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      broken(ctx, closed());
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    broken(ctx, closed());
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    broken(ctx, brokeOff(cause));
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    received.release();
  }

  private ConnectFailure closed() {
    return silent(Reason.UPSTREAM_PROTOCOL, "closed the connection instead of sending", "");
  }

  private ConnectFailure brokeOff(Throwable cause) {
    return endpoint.failure(
        Reason.UPSTREAM_PROTOCOL,
        "broke off where it owed " + handshake.awaited() + ": " + cause.getMessage(),
        cause);
  }

  private ConnectFailure silent(Reason reason, String verb, String manner) {
    return endpoint.failure(reason, (verb + " " + handshake.awaited() + " " + manner).strip());
  }
}
