// SPDX-License-Identifier: Apache-2.0
package io.sallyport.socks.internal;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/**
 * One request and its response: what a proxy changes in both (RFC 9110 §7.6, RFC 9112 §9), and how
 * far they are.
 */
final class HttpExchange {

  private final HttpRequest request;
  private final boolean head;
  private final boolean old;
  private boolean upgrading;

  /** Whether another may follow on the client's connection. */
  boolean keepAlive;

  /** Whether the request is sent to its end. */
  boolean requestWhole;

  boolean responseBegun;

  /** Whether the origin has agreed to speak another protocol. */
  boolean switched;

  /** Whether the connection to the origin had served another before. */
  boolean reused;

  HttpExchange(HttpRequest request) {
    this.request = request;
    this.head = request.method().equals(HttpMethod.HEAD);
    // What is asked of the origin is HTTP/1.1: from then on the request does not tell any more.
    this.old = request.protocolVersion().equals(HttpVersion.HTTP_1_0);
    this.keepAlive =
        HttpUtil.isKeepAlive(request) && request.protocolVersion().equals(HttpVersion.HTTP_1_1);
  }

  boolean isHead() {
    return head;
  }

  /** Whether the client knows neither chunks nor what is before a response. */
  boolean isOld() {
    return old;
  }

  /**
   * Why the request is refused; null if it is not.
   *
   * @param target null where there is none
   */
  @Nullable String problem(@Nullable HttpTarget target) {
    var codings = request.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING);
    if (request.decoderResult().isFailure()) {
      return "this is not HTTP as it should be";
    }
    if (!codings.isEmpty()
        && (codings.size() > 1
            || !codings.getFirst().strip().equalsIgnoreCase("chunked")
            || isOld())) {
      return "chunked is the only transfer coding that is taken, once, in HTTP/1.1";
    }
    return target == null ? "this is a proxy: it wants http://host/path, CONNECT or SOCKS" : null;
  }

  /** The request as the origin is to get it. */
  HttpRequest forOrigin(HttpTarget target) {
    var headers = request.headers();
    upgrading = HopByHop.upgradesToWebSocket(headers);
    HopByHop.remove(headers);
    headers.set(HttpHeaderNames.HOST, target.host());
    if (upgrading) {
      webSocket(headers);
    }
    request.setUri(target.path());
    request.setProtocolVersion(HttpVersion.HTTP_1_1);
    return request;
  }

  private static void webSocket(HttpHeaders headers) {
    headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE);
    headers.set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET);
  }

  /** Whether a response is one that nobody has asked for. */
  boolean isUnasked(HttpResponse response) {
    return response.status().code() == 101 && !upgrading;
  }

  /**
   * Makes of a response what the client is to get.
   *
   * @param informational whether another one follows
   */
  void forClient(HttpResponse response, boolean informational) {
    var headers = response.headers();
    boolean originKeeps = HttpUtil.isKeepAlive(response);
    HopByHop.remove(headers);
    response.setProtocolVersion(HttpVersion.HTTP_1_1);
    if (informational) {
      return;
    }
    responseBegun = true;
    if (response.status().code() == 101) {
      switched = true;
      webSocket(headers);
      return;
    }
    frame(response);
    keepAlive &= originKeeps && requestWhole && !upgrading;
    if (!keepAlive) {
      headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    }
  }

  /** Content that ends with the connection is chunked here, so that the client can tell its end. */
  private void frame(HttpResponse response) {
    int code = response.status().code();
    boolean empty = head || code == 204 || code == 304;
    if (isOld()) {
      response.headers().remove(HttpHeaderNames.TRANSFER_ENCODING);
    } else if (!empty
        && !HttpUtil.isContentLengthSet(response)
        && !HttpUtil.isTransferEncodingChunked(response)) {
      HttpUtil.setTransferEncodingChunked(response, true);
    }
  }
}
