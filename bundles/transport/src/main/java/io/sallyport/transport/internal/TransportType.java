// SPDX-License-Identifier: Apache-2.0
package io.sallyport.transport.internal;

import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringChannelOption;
import io.netty.channel.uring.IoUringDatagramChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerDomainSocketChannel;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
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
      EpollServerDomainSocketChannel::new,
      EpollDatagramChannel::new),
  IO_URING(
      IoUring::unavailabilityCause,
      IoUringIoHandler::newFactory,
      _ -> new IoUringSocketChannel(),
      IoUringServerSocketChannel::new,
      IoUringServerDomainSocketChannel::new,
      IoUringDatagramChannel::new),
  NIO(
      () -> null,
      NioIoHandler::newFactory,
      _ -> new NioSocketChannel(),
      NioServerSocketChannel::new,
      NioServerDomainSocketChannel::new,
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
  private final ChannelFactory<ServerChannel> unixServers;
  private final ChannelFactory<DatagramChannel> datagrams;

  TransportType(
      Supplier<@Nullable Throwable> obstacle,
      Supplier<IoHandlerFactory> handlers,
      Function<SocketProtocolFamily, SocketChannel> streams,
      ChannelFactory<ServerChannel> servers,
      ChannelFactory<ServerChannel> unixServers,
      ChannelFactory<DatagramChannel> datagrams) {
    this.obstacle = obstacle;
    this.handlers = handlers;
    this.streams = streams;
    this.servers = servers;
    this.unixServers = unixServers;
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

  /** A TCP socket that listens. */
  ChannelFactory<ServerChannel> servers() {
    return servers;
  }

  /** A Unix socket that listens on a {@linkplain #address native} address. */
  ChannelFactory<ServerChannel> unixServers() {
    return unixServers;
  }

  /**
   * An address as sockets of this type want it: only NIO knows that of the JDK for Unix sockets.
   */
  SocketAddress address(SocketAddress address) {
    return address instanceof UnixDomainSocketAddress unix && this != NIO
        ? new DomainSocketAddress(unix.getPath().toFile())
        : address;
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
