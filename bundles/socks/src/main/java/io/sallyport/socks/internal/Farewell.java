// SPDX-License-Identifier: Apache-2.0
package io.sallyport.socks.internal;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Parts from a client so that it gets the last word: writes, ends the output, reads away what still
 * comes until the client closes or the time is up. Closing with unread input would send RST, and
 * the client's kernel then throws away what the client has not read yet.
 */
final class Farewell extends ChannelInboundHandlerAdapter {

  /** How long the client may take to close. */
  static final long LINGER_MILLIS = 1000;

  private @Nullable Future<?> deadline;

  private Farewell() {}

  /** Says the last words; on the channel's loop. */
  static void say(Channel channel, ByteBuf lastWords) {
    if (!channel.isActive()) {
      lastWords.release();
      channel.close();
      return;
    }
    channel.pipeline().addFirst(new Farewell());
    channel.writeAndFlush(lastWords).addListener(written -> said(channel, written.isSuccess()));
    channel.config().setAutoRead(true);
  }

  private static void said(Channel channel, boolean written) {
    if (written && channel instanceof DuplexChannel duplex && !duplex.isInputShutdown()) {
      duplex.shutdownOutput();
    } else {
      channel.close();
    }
  }

  /** Whether a channel is being parted from. */
  static boolean isSaidTo(Channel channel) {
    return channel.pipeline().get(Farewell.class) != null;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    deadline = ctx.executor().schedule(() -> ctx.close(), LINGER_MILLIS, TimeUnit.MILLISECONDS);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    if (deadline != null) {
      deadline.cancel(false);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ReferenceCountUtil.release(message);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      ctx.close();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.close();
  }
}
