// SPDX-License-Identifier: Apache-2.0
package io.sallyport.upstream.internal;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Makes a stream in TLS behave as a socket does. One read of a socket can bring several records,
 * and the end behind them, at once, whether the owner of the stream has asked for more or is not
 * even there yet; here all that waits for its reads. And a peer that says {@code close_notify} has
 * sent everything (RFC 8446 §6.1): owners know only the event of a socket, so it is told as that,
 * once, whether {@code close_notify} or the FIN was first.
 */
final class TlsEnd extends ChannelDuplexHandler {

  /** At most what one read of the socket has brought. */
  private final Queue<Object> waiting = new ArrayDeque<>();

  private boolean wanted;
  private boolean ended;
  private boolean told;
  private boolean delivering;

  @Override
  public void read(ChannelHandlerContext ctx) {
    wanted = true;
    if (delivering) {
      return;
    }
    deliver(ctx);
    if (!told && wants(ctx)) {
      ctx.read();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    waiting.add(message);
    deliver(ctx);
  }

  /** Told after each delivery instead: owners ask for more on it. */
  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (!delivering && !told && wants(ctx)) {
      ctx.read();
    }
  }

  private void deliver(ChannelHandlerContext ctx) {
    if (delivering) {
      return;
    }
    delivering = true;
    while (wants(ctx) && !waiting.isEmpty()) {
      wanted = false;
      ctx.fireChannelRead(waiting.remove());
      ctx.fireChannelReadComplete();
    }
    delivering = false;
    if (ended && !told && waiting.isEmpty() && wants(ctx)) {
      tell(ctx);
    }
  }

  private boolean wants(ChannelHandlerContext ctx) {
    return wanted || ctx.channel().config().isAutoRead();
  }

  private void tell(ChannelHandlerContext ctx) {
    told = true;
    ctx.fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    switch (event) {
      case SslCloseCompletionEvent close when close.isSuccess() -> end(ctx);
      case ChannelInputShutdownEvent _ -> end(ctx);
      default -> ctx.fireUserEventTriggered(event);
    }
  }

  private void end(ChannelHandlerContext ctx) {
    ended = true;
    deliver(ctx);
  }

  /** What came before the end is still the stream's. */
  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    while (!waiting.isEmpty()) {
      ctx.fireChannelRead(waiting.remove());
    }
    if (ended && !told) {
      tell(ctx);
    }
    ctx.fireChannelInactive();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    waiting.forEach(ReferenceCountUtil::release);
    waiting.clear();
  }
}
