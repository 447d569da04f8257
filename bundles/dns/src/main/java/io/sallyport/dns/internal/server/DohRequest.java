// SPDX-License-Identifier: Apache-2.0
package io.sallyport.dns.internal.server;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.sallyport.dns.internal.wire.AnswerReader;
import io.sallyport.dns.internal.wire.ServerQuery;
import org.jspecify.annotations.Nullable;

/**
 * A query as an HTTP request (RFC 8484 §4.1): POST, id 0, and no header that would tell us from
 * others.
 *
 * @param authority host, with its port where that is not 443
 */
record DohRequest(String authority, String path) {

  /** A message has no more; so much and no more is collected. */
  static final int MAX_BODY = 0xffff;

  private static final String MEDIA_TYPE = "application/dns-message";

  FullHttpRequest of(ServerQuery query) {
    var body = Unpooled.wrappedBuffer(query.withId(0).message());
    var request = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, path, body);
    request
        .headers()
        .set(HttpHeaderNames.HOST, authority)
        .set(HttpHeaderNames.ACCEPT, MEDIA_TYPE)
        .set(HttpHeaderNames.CONTENT_TYPE, MEDIA_TYPE)
        .set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
    return request;
  }

  /** Why a response is no answer; null if it is one. */
  static @Nullable String problem(FullHttpResponse response, ServerQuery query) {
    if (response.status().code() != 200) {
      return "the server answered with HTTP status " + response.status().code();
    }
    String type = response.headers().get(HttpHeaderNames.CONTENT_TYPE, "");
    if (!type.regionMatches(true, 0, MEDIA_TYPE, 0, MEDIA_TYPE.length())) {
      return "the server's response is not of type " + MEDIA_TYPE;
    }
    byte[] body = body(response);
    if (body.length < 12
        || !AnswerReader.answers(body, query.withId(0).message(), query.section(), false)) {
      return "the server's response answers another question";
    }
    return null;
  }

  static byte[] body(FullHttpResponse response) {
    return ByteBufUtil.getBytes(response.content());
  }
}
