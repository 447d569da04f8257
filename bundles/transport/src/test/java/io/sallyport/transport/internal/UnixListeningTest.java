// SPDX-License-Identifier: Apache-2.0
package io.sallyport.transport.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Unix sockets that listen, by each way of socket I/O. */
@Timeout(30)
class UnixListeningTest {

  @TempDir Path folder;

  private final LinkedBlockingQueue<Channel> accepted = new LinkedBlockingQueue<>();
  private final ArrayDeque<SocketChannel> clients = new ArrayDeque<>();
  private MultiThreadIoEventLoopGroup group;
  private ListeningSockets sockets;

  private void start(TransportType type) {
    assumeTrue(type.obstacle() == null, () -> "no " + type.label() + " on this machine");
    group = new MultiThreadIoEventLoopGroup(2, type.handlers());
    sockets = new ListeningSockets(type, group);
  }

  @AfterEach
  void stop() throws IOException {
    for (var client : clients) {
      client.close();
    }
    if (group != null) {
      group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
  }

  private UnixDomainSocketAddress address() {
    return UnixDomainSocketAddress.of(folder.resolve("s"));
  }

  /** Echoes, and says farewell to a client that has ended its output. */
  private Channel open() throws InterruptedException {
    return sockets
        .open(
            address(),
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel channel) {
                accepted.add(channel);
                channel.pipeline().addLast(new Echo());
              }
            },
            group.next())
        .sync()
        .getNow();
  }

  private static final class Echo extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ctx.writeAndFlush(message);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (event == ChannelInputShutdownEvent.INSTANCE) {
        ctx.writeAndFlush(ctx.alloc().buffer().writeByte('!'))
            .addListener(_ -> ((DuplexChannel) ctx.channel()).shutdownOutput());
      }
    }
  }

  private SocketChannel connect() throws IOException {
    var client = SocketChannel.open(address());
    clients.push(client);
    return client;
  }

  private Channel next() throws InterruptedException {
    var channel = accepted.poll(10, TimeUnit.SECONDS);
    assertThat(channel).as("accepted").isNotNull();
    return channel;
  }

  private static int read(SocketChannel from) throws IOException {
    var one = ByteBuffer.allocate(1);
    return from.read(one) < 0 ? -1 : one.get(0);
  }

  @ParameterizedTest
  @EnumSource
  void bytesGoBothWays(TransportType type) throws Exception {
    start(type);
    open();
    var client = connect();
    for (int i = 0; i < 100; i++) {
      client.write(ByteBuffer.wrap(new byte[] {(byte) i}));
      assertThat(read(client)).isEqualTo(i);
    }
    client.shutdownOutput();
    var rest = ByteBuffer.allocate(8);
    while (client.read(rest) >= 0) {
      assertThat(rest.hasRemaining()).isTrue();
    }
    // See ListeningSockets: the others do not answer any more.
    assertThat(rest.position()).isEqualTo(type == TransportType.EPOLL ? 1 : 0);
  }

  @ParameterizedTest
  @EnumSource
  void connectionsLiveOnBothLoopsInEqualParts(TransportType type) throws Exception {
    start(type);
    open();
    Map<EventLoop, Integer> counts = new HashMap<>();
    for (int i = 0; i < 6; i++) {
      connect();
      counts.merge(next().eventLoop(), 1, Integer::sum);
    }
    assertThat(counts.values()).containsExactly(3, 3);
  }

  @ParameterizedTest
  @EnumSource
  void whileItPausesNobodyIsTakenAndNobodyIsTurnedAway(TransportType type) throws Exception {
    start(type);
    var server = open();
    connect();
    next();
    server.eventLoop().submit(() -> server.config().setAutoRead(false)).sync();
    for (int i = 0; i < 10; i++) {
      connect();
    }
    int came = 0;
    while (accepted.poll(200, TimeUnit.MILLISECONDS) != null) {
      came++;
    }
    // io_uring has asked the kernel for several ahead.
    int inHand = type == TransportType.IO_URING ? 9 : 1;
    assertThat(came).as("at most what was in hand").isLessThanOrEqualTo(inHand);
    server.config().setAutoRead(true);
    for (; came < 10; came++) {
      next();
    }
  }

  @ParameterizedTest
  @EnumSource
  void whereAFileIsNobodyListens(TransportType type) throws Exception {
    start(type);
    open();
    assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessageContaining("in use");
  }

  @ParameterizedTest
  @EnumSource
  void whenItIsClosedNobodyGetsInAndWhoIsInStays(TransportType type) throws Exception {
    start(type);
    var server = open();
    var client = connect();
    next();
    server.close().sync();
    assertThatThrownBy(this::connect).isInstanceOf(IOException.class);
    client.write(ByteBuffer.wrap(new byte[] {9}));
    assertThat(read(client)).isEqualTo(9);
  }
}
