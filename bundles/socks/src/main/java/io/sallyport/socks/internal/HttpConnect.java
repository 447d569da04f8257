// SPDX-License-Identifier: Apache-2.0
package io.sallyport.socks.internal;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * HTTP CONNECT (RFC 9110 §9.3.6) on the port of SOCKS, and the place where other requests are told
 * from it.
 */
final class HttpConnect extends ChannelInboundHandlerAdapter {

  static final String CHALLENGE =
      "Proxy-Authenticate: Basic realm=\"sallyport\", charset=\"UTF-8\"\r\n";

  private final Entrance entrance;
  private final Users users;
  private final List<ByteBuf> surplus = new ArrayList<>(1);
  private @Nullable HttpRequest request;
  private boolean over;

  private HttpConnect(Entrance entrance, Users users) {
    this.entrance = entrance;
    this.users = users;
  }

  /**
   * Puts HTTP in the place of the calling handler.
   *
   * @param bytes what has arrived so far; passed on
   */
  static void takeOver(ChannelHandlerContext ctx, Entrance entrance, Users users, ByteBuf bytes) {
    ctx.pipeline().addLast(new StrictRequestDecoder(), new HttpConnect(entrance, users));
    ctx.fireChannelRead(bytes);
    ctx.pipeline().remove(ctx.handler());
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (over && message instanceof ByteBuf bytes && request != null) {
      surplus.add(bytes); // what the decoder gives back when it is taken out
      return;
    }
    if (!over && message instanceof HttpRequest asked) {
      if (asked.decoderResult().isSuccess() && !asked.method().equals(HttpMethod.CONNECT)) {
        forward(ctx, asked);
        return;
      }
      begin(ctx, asked);
    } else if (!over && message instanceof LastHttpContent && request != null) {
      connect(ctx, request);
    }
    ReferenceCountUtil.release(message);
  }

  /** What is no tunnel is for {@link HttpProxy}, with all that follows. */
  private void forward(ChannelHandlerContext ctx, HttpRequest asked) {
    var proxy = new HttpProxy(entrance, users);
    ctx.pipeline().addLast(proxy.encoder(), proxy);
    ctx.fireChannelRead(asked);
    if (!ctx.isRemoved()) {
      ctx.pipeline().remove(this);
    }
  }

  private void begin(ChannelHandlerContext ctx, HttpRequest asked) {
    var failure = asked.decoderResult().cause();
    var version = asked.protocolVersion();
    if (failure != null) {
      refuse(ctx, HttpVersion.HTTP_1_1, status(failure), "", "this is not HTTP as it should be");
    } else if (!version.equals(HttpVersion.HTTP_1_0) && !version.equals(HttpVersion.HTTP_1_1)) {
      refuse(
          ctx,
          HttpVersion.HTTP_1_1,
          HttpResponseStatus.HTTP_VERSION_NOT_SUPPORTED,
          "",
          "HTTP/1.0 and HTTP/1.1 are spoken here");
    } else if (hasContent(asked)) {
      refuse(ctx, version, HttpResponseStatus.BAD_REQUEST, "", "a CONNECT request has no content");
    } else {
      request = asked;
    }
  }

  /** Content of CONNECT has no meaning (RFC 9110 §9.3.6), and two readings of where it ends. */
  private static boolean hasContent(HttpRequest asked) {
    var headers = asked.headers();
    return headers.contains(HttpHeaderNames.TRANSFER_ENCODING)
        || headers.getAll(HttpHeaderNames.CONTENT_LENGTH).stream()
            .anyMatch(length -> !length.strip().equals("0"));
  }

  private static HttpResponseStatus status(Throwable failure) {
    return switch (failure) {
      case TooLongHttpLineException _ -> HttpResponseStatus.REQUEST_URI_TOO_LONG;
      case TooLongHttpHeaderException _ -> HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE;
      default -> HttpResponseStatus.BAD_REQUEST;
    };
  }

  private void connect(ChannelHandlerContext ctx, HttpRequest asked) {
    // What follows is no HTTP of this proxy: it must not be read as such while somebody is checked.
    over = true;
    ctx.channel().config().setAutoRead(false);
    ctx.pipeline().remove(HttpRequestDecoder.class);
    if (!users.required()) {
      connect(ctx, asked, BasicCredentials.claimed(asked.headers()));
      return;
    }
    switch (BasicCredentials.authenticate(asked.headers(), users)) {
      case Authentication.Known known -> checked(ctx, asked, known.user());
      case Authentication.Slow slow ->
          slow.begin(
              ctx.executor(),
              user -> {
                if (!ctx.isRemoved()) {
                  checked(ctx, asked, user);
                }
              });
    }
  }

  private void checked(ChannelHandlerContext ctx, HttpRequest asked, @Nullable String user) {
    if (user != null) {
      connect(ctx, asked, Caller.of(user));
      return;
    }
    refuse(
        ctx,
        asked.protocolVersion(),
        HttpResponseStatus.PROXY_AUTHENTICATION_REQUIRED,
        CHALLENGE,
        "a user name and a password are needed");
  }

  private void connect(ChannelHandlerContext ctx, HttpRequest asked, Caller caller) {
    var version = asked.protocolVersion();
    var destination = Authority.parse(asked.uri());
    if (destination == null) {
      refuse(
          ctx,
          version,
          HttpResponseStatus.BAD_REQUEST,
          "",
          "CONNECT wants host:port or [address]:port");
      return;
    }
    var passedOn = List.copyOf(surplus);
    surplus.clear();
    entrance.admit(ctx, destination, caller, new HttpReplies(version), passedOn);
  }

  private void refuse(
      ChannelHandlerContext ctx,
      HttpVersion version,
      HttpResponseStatus status,
      String fields,
      String why) {
    over = true;
    request = null;
    var reply = ctx.alloc().buffer(256);
    new HttpReplies(version).refusal(status, fields, why, reply);
    entrance.refuse(ctx, reply, "HTTP " + status.code());
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    surplus.forEach(ByteBuf::release);
    surplus.clear();
  }
}
