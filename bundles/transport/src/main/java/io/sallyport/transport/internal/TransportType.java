// SPDX-License-Identifier: Apache-2.0
package io.sallyport.transport.internal;

import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringChannelOption;
import io.netty.channel.uring.IoUringDatagramChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The ways in which this machine can do socket I/O. */
enum TransportType {
  EPOLL(
      Epoll::unavailabilityCause,
      SteadyEpoll::factory,
      EpollSocketChannel::new,
      EpollServerSocketChannel::new,
      EpollDatagramChannel::new),
  IO_URING(
      IoUring::unavailabilityCause,
      IoUringIoHandler::newFactory,
      _ -> new IoUringSocketChannel(),
      IoUringServerSocketChannel::new,
      IoUringDatagramChannel::new),
  NIO(
      () -> null,
      NioIoHandler::newFactory,
      _ -> new NioSocketChannel(),
      NioServerSocketChannel::new,
      EmptyDatagrams::nio);

  /** What a configuration may ask for. */
  enum Choice {
    AUTO,
    EPOLL,
    IO_URING,
    NIO
  }

  private final Supplier<@Nullable Throwable> obstacle;
  private final Supplier<IoHandlerFactory> handlers;
  private final Function<SocketProtocolFamily, SocketChannel> streams;
  private final ChannelFactory<ServerChannel> servers;
  private final ChannelFactory<DatagramChannel> datagrams;

  TransportType(
      Supplier<@Nullable Throwable> obstacle,
      Supplier<IoHandlerFactory> handlers,
      Function<SocketProtocolFamily, SocketChannel> streams,
      ChannelFactory<ServerChannel> servers,
      ChannelFactory<DatagramChannel> datagrams) {
    this.obstacle = obstacle;
    this.handlers = handlers;
    this.streams = streams;
    this.servers = servers;
    this.datagrams = datagrams;
  }

  /** Why it cannot be used here; null if it can. */
  @Nullable Throwable obstacle() {
    return obstacle.get();
  }

  IoHandlerFactory handlers() {
    return handlers.get();
  }

  /** A TCP socket that is to go to an address of this family. */
  ChannelFactory<SocketChannel> streams(SocketProtocolFamily family) {
    return () -> streams.apply(family);
  }

  ChannelFactory<ServerChannel> servers() {
    return servers;
  }

  ChannelFactory<DatagramChannel> datagrams() {
    return datagrams;
  }

  /** What lets a socket have addresses that are not this machine's; null where there is nothing. */
  @Nullable ChannelOption<Boolean> transparent() {
    return switch (this) {
      case EPOLL -> EpollChannelOption.IP_TRANSPARENT;
      case IO_URING -> IoUringChannelOption.IP_TRANSPARENT;
      case NIO -> null;
    };
  }

  String label() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  /** The best one for AUTO, the one named otherwise, whether or not it can be used. */
  static TransportType of(Choice choice) {
    return switch (choice) {
      case AUTO -> EPOLL.obstacle() == null ? EPOLL : NIO;
      case EPOLL -> EPOLL;
      case IO_URING -> IO_URING;
      case NIO -> NIO;
    };
  }
}
