// SPDX-License-Identifier: Apache-2.0
package io.sallyport.dns.internal.server;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.util.ReferenceCountUtil;

/** One request at a time over HTTP/1.1, the connection kept. */
final class Http1Connection extends Connection {

  private final DohRequest request;
  private int current;

  Http1Connection(Channel channel, DohRequest request, Counters counters) {
    super(channel, counters);
    this.request = request;
    channel
        .pipeline()
        .addLast(new HttpClientCodec())
        .addLast(new HttpObjectAggregator(DohRequest.MAX_BODY, true))
        .addLast(this);
  }

  @Override
  int capacity() {
    return 1;
  }

  @Override
  int nextKey() {
    return ++current;
  }

  @Override
  void write(int key, Pending pending) {
    channel.writeAndFlush(request.of(pending.query));
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    try {
      if (!(message instanceof FullHttpResponse response)
          || !response.decoderResult().isSuccess()) {
        mismatch();
        return;
      }
      var pending = waiting(current);
      if (pending == null) {
        mismatch();
        return;
      }
      boolean kept = HttpUtil.isKeepAlive(response);
      if (DohRequest.problem(response, pending.query) instanceof String problem) {
        refused(current, problem);
      } else {
        heard(current, DohRequest.body(response));
      }
      if (!kept) {
        ctx.close();
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }
}
