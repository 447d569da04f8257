// SPDX-License-Identifier: Apache-2.0
package io.sallyport.socks.internal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
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
  private @Nullable HttpExchange exchange;
  private boolean checking;
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
    } else if (checking || requestIsWhole()) {
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

  /** What follows belongs to the next one. */
  private boolean requestIsWhole() {
    return exchange != null && exchange.requestWhole;
  }

  private void handle(Object message) {
    if (message instanceof HttpRequest asked) {
      begin(asked);
    } else if (message instanceof HttpContent content) {
      boolean last = message instanceof LastHttpContent;
      if (content.decoderResult().isFailure() || origin == null || exchange == null) {
        content.release();
        cutOff();
        return;
      }
      boolean more = origin.send(content);
      exchange.requestWhole = last;
      reading(more && !last);
      if (last) {
        origin.flush();
      }
    } else {
      ReferenceCountUtil.release(message);
    }
  }

  private void begin(HttpRequest asked) {
    var next = new HttpExchange(asked);
    exchange = next;
    encoder.head = next.isHead();
    var target = HttpTarget.parse(asked.uri(), asked.method().name());
    var problem = next.problem(target);
    if (problem != null || target == null) {
      refuse(HttpResponseStatus.BAD_REQUEST, "", problem == null ? "this is no target" : problem);
      return;
    }
    if (!users.required()) {
      proceed(next, target, null);
      return;
    }
    switch (BasicCredentials.authenticate(asked.headers(), users)) {
      case Authentication.Known known -> checked(next, target, known.user());
      case Authentication.Slow slow -> {
        checking = true;
        reading(false);
        slow.begin(
            ctx().executor(),
            user -> {
              checking = false;
              if (!over && !ctx().isRemoved()) {
                checked(next, target, user);
                drain();
              }
            });
      }
    }
  }

  private void checked(HttpExchange next, HttpTarget target, @Nullable String user) {
    if (user == null) {
      refuse(
          HttpResponseStatus.PROXY_AUTHENTICATION_REQUIRED,
          HttpConnect.CHALLENGE,
          "a user name and a password are needed");
    } else {
      proceed(next, target, user);
    }
  }

  private void proceed(HttpExchange next, HttpTarget target, @Nullable String user) {
    next.reused = origin != null && origin.serves(target.destination(), user);
    if (!next.reused) {
      letGo();
      var opened = new HttpOrigin(this, ctx().channel(), target.destination(), user);
      origin = opened;
      entrance.open(ctx(), opened.served(), target.destination(), user, opened);
    }
    if (over || origin == null) {
      return;
    }
    origin.send(next.forOrigin(target));
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
    if (exchange == null || exchange.isUnasked(response)) {
      ReferenceCountUtil.release(response);
      cutOff();
      return;
    }
    exchange.forClient(response, informational);
    if (!informational || !exchange.isOld()) {
      ctx().write(response);
    }
  }

  void content(HttpOrigin from, HttpContent content, boolean end) {
    // What is before the response is not for those who do not know it.
    boolean skipped = exchange != null && !exchange.responseBegun && exchange.isOld();
    if (from != origin || over || skipped) {
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
    var ended = exchange;
    if (ended != null && ended.switched && waiting.isEmpty()) {
      becomeRaw(from);
      return;
    }
    exchange = null;
    if (ended == null || !ended.keepAlive) {
      over = true;
      from.finish();
      Farewell.say(ctx().channel(), Unpooled.EMPTY_BUFFER);
      return;
    }
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
    if (from == origin && !over && !checking && (raw || !requestIsWhole())) {
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
    if (exchange == null || raw || exchange.reused && !exchange.responseBegun) {
      // Between requests, or a race between the next one and the end: the client asks again.
      over = true;
      ctx().flush();
      ctx().close();
    } else if (exchange.responseBegun) {
      cutOff();
    } else {
      refuse(HttpResponseStatus.BAD_GATEWAY, "", "the destination hung up");
    }
  }

  // --- the client's connection

  /** Goes on with what the client has sent meanwhile. */
  private void drain() {
    while (!waiting.isEmpty() && !over && !checking && !requestIsWhole()) {
      handle(waiting.remove());
    }
    if (origin != null) {
      origin.flush();
    }
    if (!over && !checking && !requestIsWhole()) {
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
    if (exchange != null && exchange.responseBegun) {
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
    if (raw || exchange == null && waiting.isEmpty()) {
      over = true;
      letGo();
      context.close();
    } else if (waiting.isEmpty() && exchange != null) {
      if (!exchange.requestWhole) {
        cutOff();
      }
      exchange.keepAlive = false;
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
      if (exchange == null) {
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
