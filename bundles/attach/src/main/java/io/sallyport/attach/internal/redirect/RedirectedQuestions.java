// SPDX-License-Identifier: Apache-2.0
package io.sallyport.attach.internal.redirect;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.concurrent.Future;
import io.sallyport.attach.internal.entry.Entrance;
import io.sallyport.dns.DnsResolver;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Answers DNS datagrams that were redirected here. Which server they were meant for is not known,
 * and matters to nobody but netfilter, which gives the answer its address.
 */
final class RedirectedQuestions extends SimpleChannelInboundHandler<DatagramPacket> {

  private static final int MAX_QUESTIONS = 2048;

  private final Entrance entrance;
  private int questions;

  RedirectedQuestions(Entrance entrance) {
    this.entrance = entrance;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, DatagramPacket packet) {
    entrance.counters().datagrams.increment();
    if (!(entrance.resolver().get() instanceof DnsResolver resolver)
        || questions >= MAX_QUESTIONS) {
      entrance.counters().dropped.increment();
      return;
    }
    entrance.counters().dnsDatagrams.increment();
    var client = packet.sender();
    // Of its own size: it may wait, and what it was read into is large.
    var answer =
        resolver.answer(
            packet.content().copy(), entrance.origin(client), ctx.channel().eventLoop());
    questions++;
    answer.addListener((Future<@Nullable ByteBuf> done) -> answered(ctx, done, client));
  }

  private void answered(
      ChannelHandlerContext ctx, Future<@Nullable ByteBuf> done, InetSocketAddress client) {
    questions--;
    if (done.isSuccess() && done.getNow() instanceof ByteBuf answer) {
      ctx.writeAndFlush(new DatagramPacket(answer, client));
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    // ICMP of a client that has gone; others are still to be answered.
  }
}
