// SPDX-License-Identifier: Apache-2.0
package io.sallyport.transport.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SteadyEpollTest {

  private static final int MIB = 1 << 20;

  private final BlockingQueue<Channel> ended = new LinkedBlockingQueue<>();
  private MultiThreadIoEventLoopGroup group;
  private Channel listening;

  @BeforeEach
  void listen() {
    assumeTrue(TransportType.EPOLL.obstacle() == null, "no epoll on this machine");
    group = new MultiThreadIoEventLoopGroup(1, TransportType.EPOLL.handlers());
    listening =
        new ServerBootstrap()
            .group(group)
            .channelFactory(TransportType.EPOLL.servers())
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .childHandler(new TellsTheEnd())
            .bind(InetAddress.getLoopbackAddress(), 0)
            .syncUninterruptibly()
            .channel();
  }

  @AfterEach
  void close() {
    if (group != null) {
      group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
  }

  private final class TellsTheEnd extends ChannelInboundHandlerAdapter {
    @Override
    public boolean isSharable() {
      return true;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (event instanceof ChannelInputShutdownEvent) {
        ended.add(ctx.channel());
      }
    }
  }

  @Test
  void aHalfClosedChannelStillWaitsUntilItCanWrite() throws Exception {
    try (var client = new Socket()) {
      client.connect((InetSocketAddress) listening.localAddress());
      client.setSoTimeout(10_000);
      client.shutdownOutput();
      var channel = ended.poll(10, TimeUnit.SECONDS);
      assertThat(channel).as("told of the end of input").isNotNull();

      // More than sockets hold, time and again: each needs a new wait for writability.
      for (int round = 0; round < 4; round++) {
        var written = channel.writeAndFlush(mebibytes(32));
        skip(client.getInputStream(), 32L * MIB);
        written.sync();
      }
      ((DuplexChannel) channel).shutdownOutput().sync();
      assertThat(client.getInputStream().read()).isEqualTo(-1);
      channel.close().sync();
    }
  }

  private static ByteBuf mebibytes(int count) {
    return Unpooled.wrappedBuffer(new byte[count * MIB]);
  }

  private static void skip(InputStream in, long length) throws Exception {
    in.skipNBytes(length);
  }
}
