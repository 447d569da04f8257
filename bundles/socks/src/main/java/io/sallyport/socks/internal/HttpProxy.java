// SPDX-License-Identifier: Apache-2.0
package io.sallyport.socks.internal;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
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
  private final HttpConversation talk;
  private final HttpResponses responses;

  HttpProxy(Entrance entrance, Users users) {
    this.entrance = entrance;
    this.users = users;
    this.talk = new HttpConversation(entrance, encoder);
    this.responses = new HttpResponses(this, talk);
  }

  /** Writes the responses; stands before this in the pipeline. */
  ResponseEncoder encoder() {
    return encoder;
  }

  /** Whether the client has sent nothing of another request. */
  boolean nothingWaits() {
    return waiting.isEmpty();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    talk.begin(context);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (talk.over) {
      ReferenceCountUtil.release(message);
    } else if (talk.raw && talk.origin != null) {
      talk.reading(talk.origin.send(message));
    } else if (talk.checking || talk.requestIsWhole()) {
      waiting.add(message);
    } else {
      handle(message);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    if (talk.origin != null) {
      talk.origin.flush();
    }
  }

  private void handle(Object message) {
    if (message instanceof HttpRequest asked) {
      begin(asked);
    } else if (message instanceof HttpContent content) {
      boolean last = message instanceof LastHttpContent;
      if (content.decoderResult().isFailure() || talk.origin == null || talk.exchange == null) {
        content.release();
        talk.cutOff();
        return;
      }
      boolean more = talk.origin.send(content);
      talk.exchange.requestWhole = last;
      talk.reading(more && !last);
      if (last) {
        talk.origin.flush();
      }
    } else {
      ReferenceCountUtil.release(message);
    }
  }

  private void begin(HttpRequest asked) {
    var next = new HttpExchange(asked);
    talk.exchange = next;
    encoder.head = next.isHead();
    var target = HttpTarget.parse(asked.uri(), asked.method().name());
    var problem = next.problem(target);
    if (problem != null || target == null) {
      talk.refuse(
          HttpResponseStatus.BAD_REQUEST, "", problem == null ? "this is no target" : problem);
      return;
    }
    if (!users.required()) {
      proceed(next, target, BasicCredentials.claimed(asked.headers()));
      return;
    }
    switch (BasicCredentials.authenticate(asked.headers(), users)) {
      case Authentication.Known known -> checked(next, target, known.user());
      case Authentication.Slow slow -> {
        talk.checking = true;
        talk.reading(false);
        slow.begin(
            talk.ctx().executor(),
            user -> {
              talk.checking = false;
              if (!talk.over && !talk.ctx().isRemoved()) {
                checked(next, target, user);
                drain();
              }
            });
      }
    }
  }

  private void checked(HttpExchange next, HttpTarget target, @Nullable String user) {
    if (user == null) {
      talk.refuse(
          HttpResponseStatus.PROXY_AUTHENTICATION_REQUIRED,
          HttpConnect.CHALLENGE,
          "a user name and a password are needed");
    } else {
      proceed(next, target, Caller.of(user));
    }
  }

  private void proceed(HttpExchange next, HttpTarget target, Caller caller) {
    next.reused = talk.origin != null && talk.origin.serves(target.destination(), caller);
    if (!next.reused) {
      talk.letGo();
      var opened = new HttpOrigin(responses, talk.client(), target.destination(), caller);
      talk.origin = opened;
      entrance.open(talk.ctx(), opened.served(), target.destination(), caller, opened);
    }
    if (talk.over || talk.origin == null) {
      return;
    }
    talk.origin.send(next.forOrigin(target));
  }

  /** Goes on with what the client has sent meanwhile. */
  void drain() {
    while (!waiting.isEmpty() && talk.ready()) {
      handle(waiting.remove());
    }
    if (talk.origin != null) {
      talk.origin.flush();
    }
    if (talk.ready()) {
      talk.reading(true);
    }
  }

  /** The client says no more: what it has asked is answered, then it is parted from. */
  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (!(event instanceof ChannelInputShutdownEvent) || talk.over) {
      return;
    }
    if (talk.raw || talk.exchange == null && waiting.isEmpty()) {
      talk.over = true;
      talk.letGo();
      context.close();
    } else if (waiting.isEmpty() && talk.exchange != null) {
      if (!talk.exchange.requestWhole) {
        talk.cutOff();
      }
      talk.exchange.keepAlive = false;
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (talk.origin != null) {
      talk.origin.reading(context.channel().isWritable());
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    talk.over = true;
    if (talk.origin != null) {
      if (talk.exchange == null) {
        talk.origin.finish();
      } else {
        talk.origin.abort();
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
