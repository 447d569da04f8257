// SPDX-License-Identifier: Apache-2.0
package io.sallyport.transport.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.UnixChannel;
import io.sallyport.api.TakesOver;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
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

  /** Takes the descriptor of a channel over and remembers what it is told. */
  private static final class Heir implements EpollIoHandle, TakesOver {
    private final UnixChannel channel;
    private final CompletableFuture<Integer> told = new CompletableFuture<>();
    private int ops;

    Heir(Channel channel) {
      this.channel = (UnixChannel) channel;
    }

    @Override
    public FileDescriptor fd() {
      return channel.fd();
    }

    @Override
    public void handle(IoRegistration registration, IoEvent event) {
      ops |= ((EpollIoEvent) event).ops().value();
      if ((ops & EpollIoOps.EPOLLRDHUP.value()) != 0) {
        told.complete(ops);
      }
    }

    @Override
    public void close() {
      told.cancel(false);
    }
  }

  @Test
  void whoTakesADescriptorOverIsToldWhatIsThereAndTheChannelReadsNothing() throws Exception {
    var loop = group.next();
    assertThat(loop.isCompatible(TakesOver.class)).isTrue();
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var read = new AtomicInteger();
      var far =
          new Bootstrap()
              .group(loop)
              .channelFactory(TransportType.EPOLL.streams(SocketProtocolFamily.INET))
              .option(ChannelOption.AUTO_READ, false)
              .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
              .handler(
                  new ChannelInboundHandlerAdapter() {
                    @Override
                    public void channelRead(ChannelHandlerContext ctx, Object message) {
                      read.addAndGet(((ByteBuf) message).readableBytes());
                      ((ByteBuf) message).release();
                    }
                  })
              .connect(server.getLocalSocketAddress())
              .sync()
              .channel();
      var heir = new Heir(far);
      var registration = loop.submit(() -> loop.register(heir)).sync().getNow().sync().getNow();
      loop.submit(
              () ->
                  registration.submit(
                      EpollIoOps.EPOLLIN.with(EpollIoOps.EPOLLRDHUP).with(EpollIoOps.EPOLLET)))
          .sync();
      try (var peer = server.accept()) {
        peer.getOutputStream().write("all that it says".getBytes(UTF_8));
      }
      assertThat(heir.told.get(10, TimeUnit.SECONDS) & EpollIoOps.EPOLLIN.value()).isNotZero();
      // What the channel asks for is not heard any more.
      loop.submit(() -> far.config().setAutoRead(true)).sync();
      loop.submit(() -> {}).sync();
      assertThat(read).hasValue(0);
      assertThat(loop.submit(registration::cancel).sync().getNow()).isTrue();
      assertThat(registration.isValid()).isFalse();
      far.close().sync();
    }
  }

  private static ByteBuf mebibytes(int count) {
    return Unpooled.wrappedBuffer(new byte[count * MIB]);
  }

  private static void skip(InputStream in, long length) throws Exception {
    in.skipNBytes(length);
  }
}
