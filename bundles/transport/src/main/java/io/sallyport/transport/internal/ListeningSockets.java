// SPDX-License-Identifier: Apache-2.0
package io.sallyport.transport.internal;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.channel.unix.UnixChannelOption;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.sallyport.api.ConnectFailure;
import io.sallyport.api.ListenOptions;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Listens on addresses: by epoll with one socket for each loop, among which the kernel spreads the
 * connections ({@code SO_REUSEPORT}), so that most live and die on one thread; otherwise, and on a
 * Unix socket, which has no such thing, with one.
 *
 * <p>Unix sockets allow half-closure by epoll only: those of Netty's NIO and io_uring close at the
 * end of their input whatever their configuration says (4.2.18, {@code isAllowHalfClosure} of both
 * asks for a {@code SocketChannelConfig}, which that of a Unix socket is not).
 */
final class ListeningSockets {

  private static final int BACKLOG = 4096;

  /** {@code SO_BINDTOIFINDEX} of {@code SOL_SOCKET}. */
  private static final ChannelOption<Integer> INTERFACE_INDEX =
      new IntegerUnixChannelOption("SO_BINDTOIFINDEX", 1, 62);

  private final TransportType type;
  private final List<EventLoop> loops = new ArrayList<>();
  private final LoopShares shares;

  ListeningSockets(TransportType type, EventLoopGroup group) {
    this.type = type;
    for (EventExecutor loop : group) {
      loops.add((EventLoop) loop);
    }
    shares = new LoopShares(loops);
  }

  /** The first of the sockets, which the others follow when it is closed. */
  Future<Channel> open(SocketAddress address, ChannelHandler child, EventLoop on) {
    return open(address, child, on, Map.of());
  }

  /** The same in a way of its own. */
  Future<Channel> open(
      InetSocketAddress address, ListenOptions options, ChannelHandler child, EventLoop on) {
    var special = new HashMap<ChannelOption<?>, Object>();
    if (options.transparent()) {
      var transparent = type.transparent();
      if (transparent == null) {
        return on.newFailedFuture(lacks("transparent sockets"));
      }
      special.put(transparent, true);
    }
    if (options.interfaceIndex() != 0) {
      if (type == TransportType.NIO) {
        return on.newFailedFuture(lacks("sockets of one interface"));
      }
      special.put(INTERFACE_INDEX, options.interfaceIndex());
    }
    return open(address, child, on, special);
  }

  private ConnectFailure lacks(String what) {
    return new ConnectFailure(
        ConnectFailure.Reason.UNSUPPORTED,
        "transport " + type.label() + " has no " + what + "; use epoll");
  }

  private Future<Channel> open(
      SocketAddress address,
      ChannelHandler child,
      EventLoop on,
      Map<ChannelOption<?>, Object> special) {
    if (address instanceof UnixDomainSocketAddress unix
        && Files.exists(unix.getPath(), LinkOption.NOFOLLOW_LINKS)) {
      // Netty's native sockets would silently delete what is there, whatever it is.
      return on.newFailedFuture(new BindException("address already in use: " + unix));
    }
    Promise<Channel> done = on.newPromise();
    boolean spread =
        type == TransportType.EPOLL && loops.size() > 1 && address instanceof InetSocketAddress;
    // Bound without SO_REUSEPORT, it is refused where anybody else listens already.
    var acceptor = new Acceptor(child, shares, spread, null);
    bind(address, acceptor, on, false, special)
        .addListener(
            (ChannelFuture bound) -> {
              if (!bound.isSuccess()) {
                done.setFailure(bound.cause());
                return;
              }
              if (spread) {
                bound.channel().config().setOption(UnixChannelOption.SO_REUSEPORT, true);
                others(bound.channel(), acceptor, child, special);
              }
              done.setSuccess(bound.channel());
            });
    return done;
  }

  private void others(
      Channel first, Acceptor leader, ChannelHandler child, Map<ChannelOption<?>, Object> special) {
    for (var loop : loops) {
      if (loop == first.eventLoop()) {
        continue;
      }
      bind(first.localAddress(), new Acceptor(child, shares, true, first), loop, true, special)
          .addListener(
              (ChannelFuture bound) -> {
                // Where one is refused the first serves what this one would have served.
                if (bound.isSuccess()) {
                  leader.leads(bound.channel());
                  first.closeFuture().addListener(_ -> bound.channel().close());
                }
              });
    }
  }

  private ChannelFuture bind(
      SocketAddress address,
      Acceptor acceptor,
      EventLoop loop,
      boolean again,
      Map<ChannelOption<?>, Object> special) {
    boolean unix = address instanceof UnixDomainSocketAddress;
    var channel = (unix ? type.unixServers() : type.servers()).newChannel();
    channel.config().setOption(ChannelOption.SO_BACKLOG, BACKLOG);
    if (!unix) {
      channel.config().setOption(ChannelOption.SO_REUSEADDR, true);
    }
    if (!channel.config().setOptions(special)) {
      channel.unsafe().closeForcibly();
      return channel.newFailedFuture(lacks("such sockets"));
    }
    if (again) {
      channel.config().setOption(UnixChannelOption.SO_REUSEPORT, true);
    }
    channel.pipeline().addLast(acceptor);
    var bound = channel.newPromise();
    loop.register(channel)
        .addListener(
            (ChannelFuture registered) -> {
              if (registered.isSuccess()) {
                channel
                    .bind(type.address(address), bound)
                    .addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
              } else {
                channel.unsafe().closeForcibly();
                bound.setFailure(registered.cause());
              }
            });
    return bound;
  }
}
