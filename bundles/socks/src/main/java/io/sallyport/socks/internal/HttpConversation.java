// SPDX-License-Identifier: Apache-2.0
package io.sallyport.socks.internal;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How far a client of {@link HttpProxy} is: which request is being served, by which connection, and
 * the ways in which its own connection ends. Used on the client's loop only.
 */
final class HttpConversation {

  private final Entrance entrance;
  private final ResponseEncoder encoder;
  private @Nullable ChannelHandlerContext ctx;
  @Nullable HttpOrigin origin;
  @Nullable HttpExchange exchange;

  /** The password is being looked at, off the loop. */
  boolean checking;

  /** Both sides have left HTTP (RFC 9110 §7.8). */
  boolean raw;

  /** The client is being parted from. */
  boolean over;

  HttpConversation(Entrance entrance, ResponseEncoder encoder) {
    this.entrance = entrance;
    this.encoder = encoder;
  }

  void begin(ChannelHandlerContext context) {
    ctx = context;
  }

  ChannelHandlerContext ctx() {
    return Objects.requireNonNull(ctx);
  }

  Channel client() {
    return ctx().channel();
  }

  /** What follows belongs to the next one. */
  boolean requestIsWhole() {
    return exchange != null && exchange.requestWhole;
  }

  /** Whether what the client says next can be dealt with now. */
  boolean ready() {
    return !over && !checking && !requestIsWhole();
  }

  void reading(boolean on) {
    client().config().setAutoRead(on);
  }

  void refuse(HttpResponseStatus status, String fields, String why) {
    var page = ctx().alloc().buffer(256);
    new HttpReplies(HttpVersion.HTTP_1_1).refusal(status, fields, why, page);
    say(page, "HTTP " + status.code());
  }

  /** A last page, unless the client is in the midst of another. */
  void say(ByteBuf page, String why) {
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
  void cutOff() {
    over = true;
    if (origin != null) {
      origin.abort();
    }
    var channel = client();
    if (channel.isActive()) {
      channel.config().setOption(ChannelOption.SO_LINGER, 0);
    }
    ctx().close();
  }

  /** Ends the connection to the origin, if there is one. */
  void letGo() {
    if (origin != null) {
      var before = origin;
      origin = null;
      before.finish();
    }
  }
}
