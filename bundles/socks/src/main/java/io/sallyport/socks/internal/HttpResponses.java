// SPDX-License-Identifier: Apache-2.0
package io.sallyport.socks.internal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;
import io.sallyport.api.ConnectFailure;

/**
 * What origins say to a client of {@link HttpProxy}. Only the one that serves the client now is
 * heeded. Used on the client's loop only.
 */
final class HttpResponses {

  private final HttpProxy proxy;
  private final HttpConversation talk;

  HttpResponses(HttpProxy proxy, HttpConversation talk) {
    this.proxy = proxy;
    this.talk = talk;
  }

  boolean head() {
    return proxy.encoder().head;
  }

  void response(HttpOrigin from, HttpResponse response, boolean informational) {
    if (from != talk.origin || talk.over) {
      ReferenceCountUtil.release(response);
      return;
    }
    if (talk.exchange == null || talk.exchange.isUnasked(response)) {
      ReferenceCountUtil.release(response);
      talk.cutOff();
      return;
    }
    talk.exchange.forClient(response, informational);
    if (!informational || !talk.exchange.isOld()) {
      talk.ctx().write(response);
    }
  }

  void content(HttpOrigin from, HttpContent content, boolean end) {
    // What is before the response is not for those who do not know it.
    boolean skipped =
        talk.exchange != null && !talk.exchange.responseBegun && talk.exchange.isOld();
    if (from != talk.origin || talk.over || skipped) {
      content.release();
      return;
    }
    talk.ctx().write(content);
    from.reading(talk.client().isWritable());
    if (end) {
      ended(from);
    }
  }

  private void ended(HttpOrigin from) {
    talk.ctx().flush();
    var ended = talk.exchange;
    if (ended != null && ended.switched && proxy.nothingWaits()) {
      becomeRaw(from);
      return;
    }
    talk.exchange = null;
    if (ended == null || !ended.keepAlive) {
      talk.over = true;
      from.finish();
      Farewell.say(talk.client(), Unpooled.EMPTY_BUFFER);
      return;
    }
    proxy.drain();
  }

  private void becomeRaw(HttpOrigin from) {
    talk.raw = true;
    from.becomeRaw();
    var pipeline = talk.ctx().pipeline();
    pipeline.remove(proxy.encoder());
    pipeline.remove(HttpRequestDecoder.class);
    talk.reading(true);
  }

  void raw(HttpOrigin from, ByteBuf bytes) {
    if (from != talk.origin || talk.over || !talk.raw) {
      bytes.release();
      return;
    }
    talk.ctx().write(bytes);
    from.reading(talk.client().isWritable());
  }

  void flush() {
    if (!talk.over) {
      talk.ctx().flush();
    }
  }

  /** The origin takes more of the request. */
  void mayRead(HttpOrigin from) {
    if (from == talk.origin
        && !talk.over
        && !talk.checking
        && (talk.raw || !talk.requestIsWhole())) {
      talk.reading(true);
    }
  }

  /** There will be no connection. */
  void failed(HttpOrigin from, ConnectFailure failure) {
    if (from != talk.origin || talk.over) {
      return;
    }
    var page = talk.ctx().alloc().buffer(256);
    if (new HttpReplies(HttpVersion.HTTP_1_1).refused(failure.reason(), page)) {
      talk.say(page, "HTTP: " + failure.reason().label());
    } else {
      page.release();
      talk.over = true;
      talk.ctx().close();
    }
  }

  /** What the origin says is not HTTP, or it has torn down the connection. */
  void broken(HttpOrigin from) {
    if (from == talk.origin && !talk.over) {
      gone(from);
    }
  }

  /** The connection to the origin is no more. */
  void gone(HttpOrigin from) {
    if (from != talk.origin || talk.over) {
      return;
    }
    if (talk.exchange == null || talk.raw || talk.exchange.reused && !talk.exchange.responseBegun) {
      // Between requests, or a race between the next one and the end: the client asks again.
      talk.over = true;
      talk.ctx().flush();
      talk.ctx().close();
    } else if (talk.exchange.responseBegun) {
      talk.cutOff();
    } else {
      talk.refuse(HttpResponseStatus.BAD_GATEWAY, "", "the destination hung up");
    }
  }
}
