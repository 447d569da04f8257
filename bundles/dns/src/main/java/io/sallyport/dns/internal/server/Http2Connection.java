// SPDX-License-Identifier: Apache-2.0
package io.sallyport.dns.internal.server;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http2.DefaultHttp2Connection;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.HttpConversionUtil.ExtensionHeaderNames;
import io.netty.handler.codec.http2.HttpToHttp2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.InboundHttp2ToHttpAdapterBuilder;
import io.netty.util.ReferenceCountUtil;

/** Many requests at a time over HTTP/2, each a stream. */
final class Http2Connection extends Connection {

  private static final int CAPACITY = 100;

  /** So many and no more on one connection: stream numbers come to an end. */
  private static final int LAST_STREAM = 1 << 20;

  private final DohRequest request;
  private final io.netty.handler.codec.http2.Http2Connection http2;
  private int stream = 1;

  Http2Connection(Channel channel, DohRequest request, Counters counters) {
    super(channel, counters);
    this.request = request;
    this.http2 = new DefaultHttp2Connection(false);
    var adapter =
        new InboundHttp2ToHttpAdapterBuilder(http2).maxContentLength(DohRequest.MAX_BODY).build();
    channel
        .pipeline()
        .addLast(
            new HttpToHttp2ConnectionHandlerBuilder()
                .connection(http2)
                .frameListener(adapter)
                .initialSettings(
                    Http2Settings.defaultSettings().pushEnabled(false).maxHeaderListSize(16_384))
                .build())
        .addLast(this);
  }

  @Override
  int capacity() {
    if (http2.goAwayReceived() || stream >= LAST_STREAM) {
      return 0;
    }
    return Math.min(CAPACITY, http2.local().maxActiveStreams());
  }

  @Override
  int nextKey() {
    return stream += 2;
  }

  @Override
  void write(int key, Pending pending) {
    var message = request.of(pending.query);
    message.headers().setInt(ExtensionHeaderNames.STREAM_ID.text(), key);
    message.headers().set(ExtensionHeaderNames.SCHEME.text(), "https");
    channel
        .writeAndFlush(message)
        .addListener(
            (ChannelFuture sent) -> {
              if (!sent.isSuccess()) {
                unsent(key);
              }
            });
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    try {
      if (!(message instanceof FullHttpResponse response)) {
        return;
      }
      int key = response.headers().getInt(ExtensionHeaderNames.STREAM_ID.text(), 0);
      var pending = waiting(key);
      if (pending == null) {
        return;
      }
      if (DohRequest.problem(response, pending.query) instanceof String problem) {
        refused(key, problem);
      } else {
        heard(key, DohRequest.body(response));
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof Http2Exception.StreamException one) {
      refused(one.streamId(), "the server has reset the request");
    } else {
      ctx.close();
    }
  }
}
