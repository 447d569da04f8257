// SPDX-License-Identifier: Apache-2.0
package io.sallyport.socks.internal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.sallyport.api.ConnectFailure;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Plain HTTP through this proxy (RFC 9112 §3.2.2). One request at a time: what a client has sent of
 * the next waits until the response is whole. The connection to the origin is a session; it is kept
 * as long as requests go to the same place, and when it ends between two requests so does the
 * client's, who then knows which of them was served.
 */
final class HttpProxy extends ChannelInboundHandlerAdapter {

  private final Entrance entrance;
  private final Users users;
  private final ResponseEncoder encoder = new ResponseEncoder();
  private final Queue<Object> waiting = new ArrayDeque<>();
  private @Nullable ChannelHandlerContext ctx;
  private @Nullable HttpOrigin origin;
  private @Nullable HttpRequest request;
  private boolean checking;
  private boolean requestWhole;
  private boolean responseBegun;
  private boolean keepAlive;
  private boolean reused;
  private boolean upgrading;
  private boolean switched;
  private boolean raw;
  private boolean over;

  HttpProxy(Entrance entrance, Users users) {
    this.entrance = entrance;
    this.users = users;
  }

  /** Writes the responses; stands before this in the pipeline. */
  ResponseEncoder encoder() {
    return encoder;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    ctx = context;
  }

  private ChannelHandlerContext ctx() {
    return Objects.requireNonNull(ctx);
  }

  // --- what the client says

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (over) {
      ReferenceCountUtil.release(message);
    } else if (raw && origin != null) {
      reading(origin.send(message));
    } else if (checking || requestWhole) {
      waiting.add(message);
    } else {
      handle(message);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    if (origin != null) {
      origin.flush();
    }
  }

  private void handle(Object message) {
    if (message instanceof HttpRequest asked) {
      begin(asked);
    } else if (message instanceof HttpContent content) {
      boolean last = message instanceof LastHttpContent;
      if (content.decoderResult().isFailure() || origin == null) {
        content.release();
        cutOff();
        return;
      }
      boolean more = origin.send(content);
      requestWhole = last;
      reading(more && !last);
      if (last) {
        origin.flush();
      }
    } else {
      ReferenceCountUtil.release(message);
    }
  }

  private void begin(HttpRequest asked) {
    request = asked;
    keepAlive = HttpUtil.isKeepAlive(asked) && asked.protocolVersion().equals(HttpVersion.HTTP_1_1);
    responseBegun = false;
    switched = false;
    encoder.head = asked.method().equals(HttpMethod.HEAD);
    var target = HttpTarget.parse(asked.uri(), asked.method().name());
    var problem = problem(asked, target);
    if (problem != null || target == null) {
      refuse(HttpResponseStatus.BAD_REQUEST, "", problem == null ? "this is no target" : problem);
      return;
    }
    if (!users.required()) {
      proceed(asked, target, null);
      return;
    }
    switch (BasicCredentials.authenticate(asked.headers(), users)) {
      case Authentication.Known known -> checked(asked, target, known.user());
      case Authentication.Slow slow -> {
        checking = true;
        reading(false);
        slow.begin(
            ctx().executor(),
            user -> {
              checking = false;
              if (!over && !ctx().isRemoved()) {
                checked(asked, target, user);
                drain();
              }
            });
      }
    }
  }

  private static @Nullable String problem(HttpRequest asked, @Nullable HttpTarget target) {
    var codings = asked.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING);
    if (asked.decoderResult().isFailure()) {
      return "this is not HTTP as it should be";
    }
    if (!codings.isEmpty()
        && (codings.size() > 1
            || !codings.getFirst().strip().equalsIgnoreCase("chunked")
            || asked.protocolVersion().equals(HttpVersion.HTTP_1_0))) {
      return "chunked is the only transfer coding that is taken, once, in HTTP/1.1";
    }
    return target == null ? "this is a proxy: it wants http://host/path, CONNECT or SOCKS" : null;
  }

  private void checked(HttpRequest asked, HttpTarget target, @Nullable String user) {
    if (user == null) {
      refuse(
          HttpResponseStatus.PROXY_AUTHENTICATION_REQUIRED,
          HttpConnect.CHALLENGE,
          "a user name and a password are needed");
    } else {
      proceed(asked, target, user);
    }
  }

  private void proceed(HttpRequest asked, HttpTarget target, @Nullable String user) {
    reused = origin != null && origin.serves(target.destination(), user);
    if (!reused) {
      letGo();
      var opened = new HttpOrigin(this, ctx().channel(), target.destination(), user);
      origin = opened;
      entrance.open(ctx(), opened.served(), target.destination(), user, opened);
    }
    if (over || origin == null) {
      return;
    }
    upgrading = HopByHop.upgradesToWebSocket(asked.headers());
    HopByHop.remove(asked.headers());
    asked.setUri(target.path());
    asked.setProtocolVersion(HttpVersion.HTTP_1_1);
    asked.headers().set(HttpHeaderNames.HOST, target.host());
    if (upgrading) {
      webSocket(asked.headers());
    }
    origin.send(asked);
  }

  private static void webSocket(HttpHeaders headers) {
    headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE);
    headers.set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET);
  }

  // --- what the origin says

  boolean head() {
    return encoder.head;
  }

  void response(HttpOrigin from, HttpResponse response, boolean informational) {
    if (from != origin || over) {
      ReferenceCountUtil.release(response);
      return;
    }
    if (request == null) {
      cutOff(); // nobody has asked
      return;
    }
    var headers = response.headers();
    boolean old = request.protocolVersion().equals(HttpVersion.HTTP_1_0);
    boolean switches = response.status().code() == 101;
    if (switches && !upgrading) {
      cutOff();
      return;
    }
    boolean originKeeps = HttpUtil.isKeepAlive(response);
    HopByHop.remove(headers);
    response.setProtocolVersion(HttpVersion.HTTP_1_1);
    if (informational) {
      if (!old) {
        ctx().write(response);
      }
      return;
    }
    responseBegun = true;
    if (switches) {
      switched = true;
      webSocket(headers);
    } else {
      frame(response, old);
      keepAlive &= originKeeps && requestWhole && !upgrading;
      if (!keepAlive) {
        headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
      }
    }
    ctx().write(response);
  }

  /** Content that ends with the connection is chunked here, so that the client can tell its end. */
  private void frame(HttpResponse response, boolean old) {
    int code = response.status().code();
    boolean empty = encoder.head || code == 204 || code == 304;
    if (old) {
      response.headers().remove(HttpHeaderNames.TRANSFER_ENCODING);
    } else if (!empty
        && !HttpUtil.isContentLengthSet(response)
        && !HttpUtil.isTransferEncodingChunked(response)) {
      HttpUtil.setTransferEncodingChunked(response, true);
    }
  }

  void content(HttpOrigin from, HttpContent content, boolean end) {
    boolean informational = !responseBegun;
    if (from != origin
        || over
        || informational
            && request != null
            && request.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
      content.release();
      return;
    }
    ctx().write(content);
    from.reading(ctx().channel().isWritable());
    if (end) {
      ended(from);
    }
  }

  private void ended(HttpOrigin from) {
    ctx().flush();
    if (switched && waiting.isEmpty()) {
      becomeRaw(from);
      return;
    }
    request = null;
    if (!keepAlive) {
      over = true;
      from.finish();
      Farewell.say(ctx().channel(), Unpooled.EMPTY_BUFFER);
      return;
    }
    requestWhole = false;
    drain();
  }

  private void becomeRaw(HttpOrigin from) {
    raw = true;
    from.becomeRaw();
    var pipeline = ctx().pipeline();
    pipeline.remove(encoder);
    pipeline.remove(HttpRequestDecoder.class);
    reading(true);
  }

  void raw(HttpOrigin from, ByteBuf bytes) {
    if (from != origin || over || !raw) {
      bytes.release();
      return;
    }
    ctx().write(bytes);
    from.reading(ctx().channel().isWritable());
  }

  void flush() {
    if (!over) {
      ctx().flush();
    }
  }

  /** The origin takes more of the request. */
  void mayRead(HttpOrigin from) {
    if (from == origin && !over && !checking && (raw || !requestWhole)) {
      reading(true);
    }
  }

  /** There will be no connection. */
  void failed(HttpOrigin from, ConnectFailure failure) {
    if (from != origin || over) {
      return;
    }
    var page = ctx().alloc().buffer(256);
    if (new HttpReplies(HttpVersion.HTTP_1_1).refused(failure.reason(), page)) {
      say(page, "HTTP: " + failure.reason().label());
    } else {
      page.release();
      over = true;
      ctx().close();
    }
  }

  /** What the origin says is not HTTP, or it has torn down the connection. */
  void broken(HttpOrigin from) {
    if (from == origin && !over) {
      gone(from);
    }
  }

  /** The connection to the origin is no more. */
  void gone(HttpOrigin from) {
    if (from != origin || over) {
      return;
    }
    if (request == null || raw || reused && !responseBegun) {
      // Between requests, or a race between the next one and the end: the client asks again.
      over = true;
      ctx().flush();
      ctx().close();
    } else if (responseBegun) {
      cutOff();
    } else {
      refuse(HttpResponseStatus.BAD_GATEWAY, "", "the destination hung up");
    }
  }

  // --- the client's connection

  /** Goes on with what the client has sent meanwhile. */
  private void drain() {
    while (!waiting.isEmpty() && !over && !checking && !requestWhole) {
      handle(waiting.remove());
    }
    if (origin != null) {
      origin.flush();
    }
    if (!over && !checking && !requestWhole) {
      reading(true);
    }
  }

  private void reading(boolean on) {
    ctx().channel().config().setAutoRead(on);
  }

  private void refuse(HttpResponseStatus status, String fields, String why) {
    var page = ctx().alloc().buffer(256);
    new HttpReplies(HttpVersion.HTTP_1_1).refusal(status, fields, why, page);
    say(page, "HTTP " + status.code());
  }

  private void say(ByteBuf page, String why) {
    if (responseBegun) {
      page.release();
      cutOff();
      return;
    }
    over = true;
    letGo();
    ctx().pipeline().remove(encoder);
    entrance.refuse(ctx(), page, why);
  }

  /** Half a response must not look like a whole one: the client gets a reset. */
  private void cutOff() {
    over = true;
    if (origin != null) {
      origin.abort();
    }
    var channel = ctx().channel();
    if (channel.isActive()) {
      channel.config().setOption(ChannelOption.SO_LINGER, 0);
    }
    ctx().close();
  }

  private void letGo() {
    if (origin != null) {
      var before = origin;
      origin = null;
      before.finish();
    }
  }

  /** The client says no more: what it has asked is answered, then it is parted from. */
  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (!(event instanceof ChannelInputShutdownEvent) || over) {
      return;
    }
    if (raw || request == null && waiting.isEmpty()) {
      over = true;
      letGo();
      context.close();
    } else if (!requestWhole && waiting.isEmpty()) {
      cutOff();
    } else if (waiting.isEmpty()) {
      keepAlive = false;
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (origin != null) {
      origin.reading(context.channel().isWritable());
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    over = true;
    if (origin != null) {
      if (request == null) {
        origin.finish();
      } else {
        origin.abort();
      }
    }
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    waiting.forEach(ReferenceCountUtil::release);
    waiting.clear();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    context.close();
  }
}
