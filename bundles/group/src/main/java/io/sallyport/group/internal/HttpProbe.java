// SPDX-License-Identifier: Apache-2.0
package io.sallyport.group.internal;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.sallyport.api.ConnectFailure;
import io.sallyport.api.ConnectFailure.Reason;
import io.sallyport.api.Flow;
import io.sallyport.api.Network;
import io.sallyport.api.Origin;
import io.sallyport.api.Outbound;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * One HEAD request through an outbound. Any well-formed response counts, as in sing-box: it is the
 * way that is probed, not the page. Nothing of a body is read.
 */
final class HttpProbe extends SimpleChannelInboundHandler<HttpObject> {

  private static final Origin ORIGIN =
      new Origin(
          "group", "group", null, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), null);

  private static final int MOST_LINE = 2048;
  private static final int MOST_HEADERS = 16_384;

  private final ProbeTarget target;
  private final Promise<Long> promise;
  private final LongSupplier nanos;
  private final long begun;

  private HttpProbe(ProbeTarget target, Promise<Long> promise, LongSupplier nanos) {
    this.target = target;
    this.promise = promise;
    this.nanos = nanos;
    this.begun = nanos.getAsLong();
  }

  /**
   * Probes; on {@code loop}.
   *
   * @return milliseconds from the first packet of the connection to the head of the response
   */
  static Future<Long> run(
      Outbound via, ProbeTarget target, Duration timeout, EventLoop loop, LongSupplier nanos) {
    Promise<Long> promise = loop.newPromise();
    var probe = new HttpProbe(target, promise, nanos);
    Future<Channel> dialling;
    try {
      dialling = via.connect(Flow.open(Network.TCP, ORIGIN, target.destination()), loop);
    } catch (RuntimeException | LinkageError e) {
      return loop.newFailedFuture(Dial.failure(e));
    }
    var timer =
        loop.schedule(
            () ->
                promise.tryFailure(
                    new ConnectFailure(Reason.TIMEOUT, "no response within " + timeout)),
            timeout.toNanos(),
            TimeUnit.NANOSECONDS);
    promise.addListener(
        done -> {
          timer.cancel(false);
          dialling.cancel(true);
          if (dialling.isSuccess()) {
            dialling.getNow().close();
          }
        });
    dialling.addListener((Future<Channel> done) -> probe.dialled(done, loop));
    return promise;
  }

  private void dialled(Future<Channel> done, EventLoop loop) {
    if (!done.isSuccess()) {
      promise.tryFailure(Dial.failure(done.cause()));
      return;
    }
    var channel = done.getNow();
    if (promise.isDone() || channel.eventLoop() != loop) {
      channel.close();
      promise.tryFailure(new ConnectFailure(Reason.GENERAL, "a stream on another event loop"));
    } else if (loop.inEventLoop()) {
      ask(channel);
    } else {
      loop.execute(() -> ask(channel));
    }
  }

  private void ask(Channel channel) {
    var pipeline = channel.pipeline();
    if (target.tls() != null) {
      pipeline.addLast(
          target
              .tls()
              .newHandler(
                  channel.alloc(), target.destination().host(), target.destination().port()));
    }
    pipeline.addLast(new HttpClientCodec(MOST_LINE, MOST_HEADERS, MOST_HEADERS));
    pipeline.addLast(this);
    var request = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.HEAD, target.path());
    request.headers().set(HttpHeaderNames.HOST, target.hostHeader());
    request.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    channel.writeAndFlush(request);
    channel.config().setAutoRead(true);
    if (!channel.isActive()) {
      promise.tryFailure(closed());
    }
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, HttpObject message) {
    if (message.decoderResult().isFailure()) {
      promise.tryFailure(new ConnectFailure(Reason.GENERAL, "the response is not HTTP"));
    } else if (message instanceof HttpResponse) {
      promise.trySuccess(Math.max(0, (nanos.getAsLong() - begun) / 1_000_000));
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    promise.tryFailure(closed());
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    promise.tryFailure(new ConnectFailure(Reason.GENERAL, "the probe broke: " + cause, cause));
  }

  private static ConnectFailure closed() {
    return new ConnectFailure(Reason.GENERAL, "closed before a response");
  }
}
