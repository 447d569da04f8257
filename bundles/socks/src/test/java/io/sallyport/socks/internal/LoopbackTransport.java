// SPDX-License-Identifier: Apache-2.0
package io.sallyport.socks.internal;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.util.concurrent.Future;
import io.sallyport.testing.NoTransport;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.concurrent.TimeUnit;

/** Real sockets on real loops, for an acceptor. */
final class LoopbackTransport extends NoTransport implements AutoCloseable {

  private final boolean epoll;
  private final EventLoopGroup loops;

  LoopbackTransport() {
    this(false);
  }

  LoopbackTransport(boolean epoll) {
    this.epoll = epoll;
    loops =
        new MultiThreadIoEventLoopGroup(
            2, epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
  }

  @Override
  public Future<Channel> listen(SocketAddress address, ChannelHandler child) {
    var done = loops.next().<Channel>newPromise();
    boolean unix = address instanceof UnixDomainSocketAddress;
    new ServerBootstrap()
        .group(loops)
        .channel(unix ? unixServer() : server())
        .option(ChannelOption.SO_REUSEADDR, true)
        .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
        .childHandler(child)
        .bind(
            epoll && address instanceof UnixDomainSocketAddress its
                ? new DomainSocketAddress(its.getPath().toFile())
                : address)
        .addListener(
            (ChannelFuture bound) -> {
              if (bound.isSuccess()) {
                done.setSuccess(bound.channel());
              } else {
                done.setFailure(bound.cause());
              }
            });
    return done;
  }

  private Class<? extends ServerChannel> server() {
    return epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
  }

  private Class<? extends ServerChannel> unixServer() {
    return epoll ? EpollServerDomainSocketChannel.class : NioServerDomainSocketChannel.class;
  }

  @Override
  public Future<Channel> bindDatagrams(
      InetSocketAddress local, ChannelHandler handler, EventLoop loop) {
    var done = loop.<Channel>newPromise();
    new Bootstrap()
        .group(loop)
        .channel(epoll ? EpollDatagramChannel.class : NioDatagramChannel.class)
        .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(65_535))
        .handler(handler)
        .bind(local)
        .addListener(
            (ChannelFuture bound) -> {
              if (bound.isSuccess()) {
                done.setSuccess(bound.channel());
              } else {
                done.setFailure(bound.cause());
              }
            });
    return done;
  }

  @Override
  public EventLoop loop() {
    return loops.next();
  }

  @Override
  public String type() {
    return epoll ? "epoll" : "nio";
  }

  @Override
  public void close() {
    loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
  }
}
