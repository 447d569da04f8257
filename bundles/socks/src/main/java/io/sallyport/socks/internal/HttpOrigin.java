// SPDX-License-Identifier: Apache-2.0
package io.sallyport.socks.internal;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequestEncoder;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.sallyport.api.Answer;
import io.sallyport.api.ConnectFailure;
import io.sallyport.api.Destination;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * One connection to an origin server, which is one session: HTTP is spoken on this end of a pipe,
 * whose other end is the session's client. Used on the loop of its client only.
 */
final class HttpOrigin extends ChannelInboundHandlerAdapter implements Answer {

  private final HttpResponses responses;
  private final Destination destination;
  private final Caller caller;
  private final PipeEnd here;
  private boolean informational;
  private boolean cutOff;

  HttpOrigin(HttpResponses responses, Channel client, Destination destination, Caller caller) {
    this.responses = responses;
    this.destination = destination;
    this.caller = caller;
    this.here = PipeEnd.open(client);
    here.pipeline().addLast(new HttpRequestEncoder(), new ResponseDecoder(), this);
    here.config().setAutoRead(client.isWritable());
  }

  /** The end that the session serves. */
  Channel served() {
    return here.other();
  }

  Destination destination() {
    return destination;
  }

  /** Whether a request may go by this connection. */
  boolean serves(Destination other, Caller asking) {
    return here.isOpen() && destination.equals(other) && caller.equals(asking);
  }

  /** Sends a part of a request; whether more may follow at once. */
  boolean send(Object part) {
    if (!here.isOpen()) {
      ReferenceCountUtil.release(part);
      return true;
    }
    here.write(part, here.voidPromise());
    return here.isWritable();
  }

  void flush() {
    here.flush();
  }

  void reading(boolean on) {
    here.config().setAutoRead(on);
  }

  /** From now on bytes are carried as they are. */
  void becomeRaw() {
    here.pipeline().remove(HttpRequestEncoder.class);
  }

  void finish() {
    here.close();
  }

  void abort() {
    here.abort();
  }

  // --- what the session says

  @Override
  public void connected(@Nullable SocketAddress bound) {
    // The client of HTTP learns it by the response.
  }

  @Override
  public void failed(ConnectFailure failure) {
    served().close();
    responses.failed(this, failure);
  }

  /** The request is on its way before there is a connection: rules can look into it. */
  @Override
  public boolean clientSpeaksFirst() {
    return true;
  }

  // --- what the origin says

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof HttpMessage head && head.decoderResult().isFailure() || cutOff) {
      ReferenceCountUtil.release(message);
      broken();
    } else if (message instanceof HttpResponse response) {
      int code = response.status().code();
      informational = code < 200 && code != 101;
      responses.response(this, response, informational);
    } else if (message instanceof HttpContent content) {
      boolean last = message instanceof LastHttpContent;
      if (content.decoderResult().isFailure()) {
        content.release();
        broken();
        return;
      }
      responses.content(this, content, last && !informational);
    } else if (message instanceof ByteBuf bytes) {
      responses.raw(this, bytes);
    } else {
      ReferenceCountUtil.release(message);
    }
  }

  private void broken() {
    responses.broken(this);
    here.abort();
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    responses.flush();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (here.isWritable()) {
      responses.mayRead(this);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    // The end of input: what the decoder makes of it has come already.
    if (event instanceof ChannelInputShutdownEvent) {
      here.close();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    responses.gone(this);
  }

  /** A reset: what looks like the end of a response behind it is none. */
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    cutOff = true;
    broken();
  }

  /** Reads responses; to HEAD they have no content, whatever their fields say. */
  private final class ResponseDecoder extends HttpResponseDecoder {
    @Override
    protected boolean isContentAlwaysEmpty(HttpMessage message) {
      return responses.head() || super.isContentAlwaysEmpty(message);
    }
  }
}
