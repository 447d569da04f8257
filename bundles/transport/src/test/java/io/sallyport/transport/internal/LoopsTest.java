// SPDX-License-Identifier: Apache-2.0
package io.sallyport.transport.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.EventExecutor;
import io.sallyport.testing.Await;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(30)
class LoopsTest {

  @ChannelHandler.Sharable
  private static final class Echo extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ctx.writeAndFlush(message);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object endOfInput) {
      ctx.close();
    }
  }

  private static Channel listen(TransportType type, Loops loops) throws Exception {
    return new ListeningSockets(type, loops)
        .open(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), new Echo(), loops.next())
        .sync()
        .getNow();
  }

  private static void echo(Socket client) throws Exception {
    client.getOutputStream().write(7);
    assertThat(client.getInputStream().read()).isEqualTo(7);
  }

  @ParameterizedTest
  @EnumSource(
      value = TransportType.class,
      names = {"EPOLL", "NIO"})
  void retiredLoopsGoOnForTheirChannelsAndEndWithTheLast(TransportType type) throws Exception {
    assumeTrue(type.obstacle() == null, "not to be had here");
    var loops = new Loops(2, type.handlers());
    var server = listen(type, loops);
    try (var client = new Socket()) {
      client.connect(server.localAddress());
      echo(client);
      server.close().sync();
      loops.retire();
      // The loop without a channel ends, which shows that they have looked; the other one does not.
      Await.until("one of the loops has ended", () -> ended(loops) > 0);
      echo(client);
      assertThat(loops.isTerminated()).isFalse();
    }
    assertThat(loops.terminationFuture().await(20, TimeUnit.SECONDS)).isTrue();
  }

  private static int ended(Loops loops) {
    int ended = 0;
    for (EventExecutor loop : loops) {
      ended += loop.isShuttingDown() ? 1 : 0;
    }
    return ended;
  }

  @Test
  void endingTakesWhatLivesOnThem() throws Exception {
    var loops = new Loops(1, TransportType.NIO.handlers());
    var server = listen(TransportType.NIO, loops);
    try (var client = new Socket()) {
      client.connect(server.localAddress());
      echo(client);
      assertThat(loops.end().await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(client.getInputStream().read()).isEqualTo(-1);
    }
  }
}
