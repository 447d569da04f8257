// SPDX-License-Identifier: Apache-2.0
package io.sallyport.dns.internal;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.codec.LengthFieldPrepender;
import io.netty.handler.timeout.IdleState;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.sallyport.api.Network;
import io.sallyport.api.Origin;
import org.jspecify.annotations.Nullable;

/**
 * One client connection (RFC 7766): queries in a row, each answer as soon as it is known. So many
 * at a time and no more are read.
 */
final class StreamClient extends ChannelDuplexHandler {

  /** RFC 7766 §6.2.3: a few seconds, since sockets are dear. */
  private static final int IDLE_SECONDS = 10;

  private static final int MAX_WAITING = 32;

  private final Origin origin;
  private final InterfaceResolver resolver;
  private int waiting;
  private boolean ended;

  private StreamClient(Origin origin, InterfaceResolver resolver) {
    this.origin = origin;
    this.resolver = resolver;
  }

  static void serve(Channel client, Origin origin, InterfaceResolver resolver) {
    client
        .pipeline()
        .addLast(new IdleStateHandler(0, 0, IDLE_SECONDS))
        .addLast(new LengthFieldBasedFrameDecoder(0xffff + 2, 0, 2, 0, 2))
        .addLast(new LengthFieldPrepender(2))
        .addLast(new StreamClient(origin, resolver));
    client.config().setAutoRead(true);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (!(message instanceof ByteBuf query) || ended) {
      ReferenceCountUtil.release(message);
      return;
    }
    waiting++;
    if (waiting >= MAX_WAITING) {
      ctx.channel().config().setAutoRead(false);
    }
    resolver
        .answer(query, Network.TCP, origin, ctx.channel().eventLoop(), ctx.alloc())
        .addListener((Future<@Nullable ByteBuf> answer) -> answered(ctx, answer.getNow()));
  }

  private void answered(ChannelHandlerContext ctx, @Nullable ByteBuf answer) {
    waiting--;
    if (answer == null) {
      // What is no query makes everything behind it doubtful.
      ctx.close();
      return;
    }
    ctx.writeAndFlush(answer);
    if (ended && waiting == 0) {
      ctx.close();
    } else if (waiting < MAX_WAITING && ctx.channel().isWritable() && !ended) {
      ctx.channel().config().setAutoRead(true);
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    ctx.channel().config().setAutoRead(ctx.channel().isWritable() && waiting < MAX_WAITING);
    ctx.fireChannelWritabilityChanged();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    boolean idle = event instanceof IdleStateEvent one && one.state() == IdleState.ALL_IDLE;
    if (event instanceof ChannelInputShutdownEvent) {
      ended = true;
    }
    if (waiting == 0 && (ended || idle)) {
      ctx.close();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.close();
  }
}
