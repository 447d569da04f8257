// SPDX-License-Identifier: Apache-2.0
package io.sallyport.upstream.internal;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslCloseCompletionEvent;

/**
 * Shows the end of TLS data as the end of input. A peer that says {@code close_notify} has sent
 * everything (RFC 8446 §6.1), even if its FIN is long in coming; whoever owns the stream knows only
 * the event of a socket. One of both is passed on, whichever comes first.
 */
final class TlsEnd extends ChannelInboundHandlerAdapter {

  private boolean ended;

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    switch (event) {
      case SslCloseCompletionEvent close when close.isSuccess() -> end(ctx);
      case ChannelInputShutdownEvent _ -> end(ctx);
      default -> ctx.fireUserEventTriggered(event);
    }
  }

  private void end(ChannelHandlerContext ctx) {
    if (!ended) {
      ended = true;
      ctx.fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
    }
  }
}
