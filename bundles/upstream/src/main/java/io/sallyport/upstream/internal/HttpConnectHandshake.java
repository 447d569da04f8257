// SPDX-License-Identifier: Apache-2.0
package io.sallyport.upstream.internal;

import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequestEncoder;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpVersion;
import io.sallyport.api.ConnectFailure;
import io.sallyport.api.ConnectFailure.Reason;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * HTTP CONNECT (RFC 9110 §9.3.6). Netty's codec reads and writes the heads, each in a channel
 * without a socket; it is given a head alone, so that the stream behind it is never taken for HTTP.
 */
final class HttpConnectHandshake implements Handshake {

  /** Bytes that a response head may have. */
  static final int MAX_HEAD = 8 * 1024;

  private static final int MAX_INTERIM = 4;
  private static final String MAGIC = "HTTP/1.";

  private final Endpoint endpoint;
  private final String authority;
  private final @Nullable String authorization;
  private final List<ExtraHeaders.Line> headers;
  private int interim;

  /**
   * @param authority destination as {@code host:port}, an IPv6 address in brackets
   * @param authorization value of {@code Proxy-Authorization}, if there is one
   * @param headers to be sent as well
   */
  HttpConnectHandshake(
      Endpoint endpoint,
      String authority,
      @Nullable String authorization,
      List<ExtraHeaders.Line> headers) {
    this.endpoint = endpoint;
    this.authority = authority;
    this.authorization = authorization;
    this.headers = headers;
  }

  @Override
  public void begin(ByteBuf out) {
    var request = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.CONNECT, authority);
    request.headers().set(HttpHeaderNames.HOST, authority);
    if (authorization != null) {
      request.headers().set(HttpHeaderNames.PROXY_AUTHORIZATION, authorization);
    }
    headers.forEach(line -> request.headers().add(line.name(), line.value()));
    var encoder = new EmbeddedChannel(new HttpRequestEncoder());
    try {
      encoder.writeOutbound(request);
      while (encoder.readOutbound() instanceof ByteBuf part) {
        out.writeBytes(part);
        part.release();
      }
    } finally {
      encoder.finishAndReleaseAll();
    }
  }

  @Override
  public boolean advance(ByteBuf in, ByteBuf out) throws ConnectFailure {
    while (true) {
      requireMagic(in);
      int length = headLength(in);
      if (length < 0) {
        if (in.readableBytes() < MAX_HEAD) {
          return false;
        }
        throw endpoint.failure(
            Reason.UPSTREAM_PROTOCOL, "sent a response head of more than " + MAX_HEAD + " bytes");
      }
      int status = status(in.readSlice(length));
      if (HttpStatusClass.valueOf(status) == HttpStatusClass.SUCCESS) {
        return true;
      }
      if (HttpStatusClass.valueOf(status) != HttpStatusClass.INFORMATIONAL) {
        throw endpoint.failure(reason(status), answer(status));
      }
      if (status == 101 || ++interim > MAX_INTERIM) {
        throw endpoint.failure(
            Reason.UPSTREAM_PROTOCOL, "answered " + status + ", which is no answer to CONNECT");
      }
    }
  }

  /** Refuses at its first byte what no HTTP/1.x response begins with. */
  private void requireMagic(ByteBuf in) throws ConnectFailure {
    int there = Math.min(in.readableBytes(), MAGIC.length());
    for (int i = 0; i < there; i++) {
      if (in.getByte(in.readerIndex() + i) != MAGIC.charAt(i)) {
        throw noHttp(null);
      }
    }
  }

  /** Length up to and with the empty line; negative while that has not arrived. */
  private static int headLength(ByteBuf in) {
    int start = in.readerIndex();
    int end = start + Math.min(in.readableBytes(), MAX_HEAD);
    boolean lineIsEmpty = false;
    for (int i = start; i < end; i++) {
      byte b = in.getByte(i);
      if (b == '\n') {
        if (lineIsEmpty) {
          return i + 1 - start;
        }
        lineIsEmpty = true;
      } else if (b != '\r') {
        lineIsEmpty = false;
      }
    }
    return -1;
  }

  private int status(ByteBuf head) throws ConnectFailure {
    var decoder = new EmbeddedChannel(new HeadDecoder());
    try {
      decoder.writeInbound(head.retainedDuplicate());
      if (!(decoder.readInbound() instanceof HttpResponse response)
          || response.decoderResult().isFailure()) {
        throw noHttp(null);
      }
      return response.status().code();
    } catch (RuntimeException e) {
      throw noHttp(e);
    } finally {
      decoder.finishAndReleaseAll();
    }
  }

  private ConnectFailure noHttp(@Nullable Throwable cause) {
    return endpoint.failure(Reason.UPSTREAM_PROTOCOL, "sent no HTTP/1.x for " + awaited(), cause);
  }

  private static Reason reason(int status) {
    return switch (status) {
      case 401, 407 -> Reason.UPSTREAM_AUTH;
      case 403 -> Reason.REJECTED;
      case 405, 501 -> Reason.UNSUPPORTED;
      case 429 -> Reason.LIMIT;
      case 502 -> Reason.HOST_UNREACHABLE;
      case 408, 504 -> Reason.TIMEOUT;
      default -> Reason.UPSTREAM_FAILED;
    };
  }

  private String answer(int status) {
    if (status != 407) {
      // The reason phrase is the peer's text and stays out of our messages.
      return "answered " + status;
    }
    return authorization == null
        ? "answered 407: it wants authentication; set username and password"
        : "answered 407: it refused username and password";
  }

  @Override
  public String awaited() {
    return "its response to CONNECT";
  }

  /** A response to CONNECT has no content, whatever its headers say (RFC 9110 §9.3.6). */
  private static final class HeadDecoder extends HttpResponseDecoder {

    HeadDecoder() {
      super(new HttpDecoderConfig().setMaxInitialLineLength(MAX_HEAD).setMaxHeaderSize(MAX_HEAD));
    }

    @Override
    protected boolean isContentAlwaysEmpty(HttpMessage message) {
      return true;
    }
  }
}
