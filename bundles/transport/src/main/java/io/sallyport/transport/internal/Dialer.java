// SPDX-License-Identifier: Apache-2.0
package io.sallyport.transport.internal;

import io.netty.bootstrap.AbstractBootstrap;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.channel.unix.RawUnixChannelOption;
import io.netty.util.concurrent.Future;
import io.sallyport.api.ConnectFailure;
import io.sallyport.api.Destination;
import io.sallyport.api.DialOptions;
import io.sallyport.api.Flow;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Makes connections: one to an address at once, to a name by racing its addresses. */
final class Dialer {

  private static final int SOL_SOCKET = 1;
  private static final ChannelOption<Integer> SO_MARK =
      new IntegerUnixChannelOption("SO_MARK", SOL_SOCKET, 36);
  private static final ChannelOption<ByteBuffer> SO_BINDTODEVICE =
      new RawUnixChannelOption("SO_BINDTODEVICE", SOL_SOCKET, 25, 16);

  /** Does nothing and may stand in every pipeline: a bootstrap insists on a handler. */
  static final ChannelHandler NONE = new None();

  private static volatile int ownMark;

  private final TransportType type;
  private final HostResolver resolver;

  Dialer(TransportType type, HostResolver resolver) {
    this.type = type;
    this.resolver = resolver;
  }

  Future<Channel> connect(Destination destination, DialOptions options, EventLoop loop) {
    var race = new HappyEyeballs(this, resolver, options, loop);
    return switch (destination) {
      case Destination.Address address -> race.run(List.of(address.ip()), address.port());
      case Destination.Name name -> race.run(name.host(), name.port());
    };
  }

  /**
   * Connects as a flow asks.
   *
   * @param refused addresses that are not to be tried
   */
  Future<Channel> connect(
      Flow flow, Predicate<InetAddress> refused, DialOptions options, EventLoop loop) {
    var race = new HappyEyeballs(this, resolver, options, loop, refused);
    int port = flow.destination().port();
    if (!flow.resolved().isEmpty()) {
      return race.run(flow.resolved(), port);
    }
    return switch (flow.destination()) {
      case Destination.Address address -> race.run(List.of(address.ip()), port);
      case Destination.Name name -> race.run(name.host(), port);
    };
  }

  Future<Channel> connect(
      List<InetAddress> addresses, int port, DialOptions options, EventLoop loop) {
    return new HappyEyeballs(this, resolver, options, loop).run(addresses, port);
  }

  /** One attempt at one address, without a deadline of its own. */
  ChannelFuture attempt(InetAddress ip, int port, DialOptions options, EventLoop loop) {
    var bootstrap =
        new Bootstrap()
            .group(loop)
            .channelFactory(
                type.streams(
                    ip instanceof Inet4Address
                        ? SocketProtocolFamily.INET
                        : SocketProtocolFamily.INET6))
            .handler(NONE)
            .option(ChannelOption.AUTO_READ, false)
            .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0)
            .option(ChannelOption.WRITE_BUFFER_WATER_MARK, SocketTransport.waterMark());
    mark(bootstrap, options);
    var remote = new InetSocketAddress(ip, port);
    var local =
        ip.getAddress().length == 4 ? options.inet4BindAddress() : options.inet6BindAddress();
    return bind(local) instanceof InetSocketAddress from
        ? bootstrap.connect(remote, from)
        : bootstrap.connect(remote);
  }

  /** What the kernel says of an address that could not be reached. */
  Future<ConnectFailure> blame(
      InetAddress ip, Throwable cause, DialOptions options, EventLoop loop) {
    return new RouteProbe(type, options, loop).blame(ip, cause);
  }

  /**
   * The mark of sockets whose options have none; 0 for none. Of this process, not of one instance.
   */
  static void markOwn(int mark) {
    ownMark = mark;
  }

  /** Sets mark and interface of a socket that is yet to be opened. */
  static void mark(AbstractBootstrap<?, ?> bootstrap, DialOptions options) {
    int mark = options.routingMark() != 0 ? options.routingMark() : ownMark;
    if (mark != 0) {
      bootstrap.option(SO_MARK, mark);
    }
    if (options.bindInterface() instanceof String device) {
      bootstrap.option(SO_BINDTODEVICE, deviceName(device));
    }
  }

  private static @Nullable InetSocketAddress bind(@Nullable String address) {
    return address == null
        ? null
        : new InetSocketAddress(
            io.netty.util.NetUtil.createInetAddressFromIpAddressString(address), 0);
  }

  private static ByteBuffer deviceName(String device) {
    var name = ByteBuffer.allocateDirect(16);
    byte[] bytes = device.getBytes(StandardCharsets.UTF_8);
    name.put(bytes, 0, Math.min(bytes.length, 15)).rewind();
    return name;
  }

  @ChannelHandler.Sharable
  private static final class None extends ChannelInboundHandlerAdapter {
    @Override
    public void handlerAdded(io.netty.channel.ChannelHandlerContext ctx) {
      ctx.pipeline().remove(this);
    }
  }
}
