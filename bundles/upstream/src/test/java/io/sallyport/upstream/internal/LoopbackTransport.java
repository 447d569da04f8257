// SPDX-License-Identifier: Apache-2.0
package io.sallyport.upstream.internal;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.uring.IoUringDatagramChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringSocketChannel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.sallyport.api.ConnectFailure;
import io.sallyport.api.Destination;
import io.sallyport.api.DialOptions;
import io.sallyport.testing.NoTransport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** Plain Netty connections, and a record of where they were to go. It resolves nothing. */
final class LoopbackTransport extends NoTransport implements AutoCloseable {

  final List<Destination> dialled = new CopyOnWriteArrayList<>();
  private final String type;
  private final MultiThreadIoEventLoopGroup group;

  LoopbackTransport() {
    this("nio", 1);
  }

  LoopbackTransport(String type, int loops) {
    this.type = type;
    this.group =
        new MultiThreadIoEventLoopGroup(
            loops,
            switch (type) {
              case "epoll" -> EpollIoHandler.newFactory();
              case "io_uring" -> IoUringIoHandler.newFactory();
              default -> NioIoHandler.newFactory();
            });
  }

  private Class<? extends SocketChannel> streams() {
    return switch (type) {
      case "epoll" -> EpollSocketChannel.class;
      case "io_uring" -> IoUringSocketChannel.class;
      default -> NioSocketChannel.class;
    };
  }

  private Class<? extends DatagramChannel> sockets() {
    return switch (type) {
      case "epoll" -> EpollDatagramChannel.class;
      case "io_uring" -> IoUringDatagramChannel.class;
      default -> NioDatagramChannel.class;
    };
  }

  @Override
  public String type() {
    return type;
  }

  @Override
  public EventLoop loop() {
    return group.next();
  }

  @Override
  public Future<Channel> connect(Destination destination, DialOptions options, EventLoop loop) {
    dialled.add(destination);
    Promise<Channel> promise = loop.newPromise();
    new Bootstrap()
        .group(loop)
        .channel(streams())
        .option(ChannelOption.AUTO_READ, false)
        .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
        .handler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel channel) {}
            })
        .connect(((Destination.Address) destination).toSocketAddress())
        .addListener(
            (ChannelFuture done) -> {
              if (done.isSuccess()) {
                if (!promise.trySuccess(done.channel())) {
                  done.channel().close();
                }
              } else {
                promise.tryFailure(
                    new ConnectFailure(ConnectFailure.Reason.REFUSED, "refused", done.cause()));
              }
            });
    return promise;
  }

  @Override
  public Future<Channel> datagrams(DialOptions options, EventLoop loop) {
    Promise<Channel> promise = loop.newPromise();
    new Bootstrap()
        .group(loop)
        .channel(sockets())
        .option(ChannelOption.AUTO_READ, false)
        .option(
            ChannelOption.RECVBUF_ALLOCATOR, new io.netty.channel.FixedRecvByteBufAllocator(65_536))
        .handler(new Datagrams())
        .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
        .addListener((ChannelFuture done) -> promise.setSuccess(done.channel()));
    return promise;
  }

  @Override
  public void close() {
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
