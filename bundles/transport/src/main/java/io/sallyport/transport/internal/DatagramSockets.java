// SPDX-License-Identifier: Apache-2.0
package io.sallyport.transport.internal;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.sallyport.api.AddressFamily;
import io.sallyport.api.Destination;
import io.sallyport.api.DialOptions;
import io.sallyport.api.Flow;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * UDP sockets. One serves both families where the machine has IPv6; with a local address in the
 * options, only the family of that address, and of two that which the strategy prefers.
 */
final class DatagramSockets {

  /** The largest datagram there is; Netty's epoll would read 2,048 bytes and drop the rest. */
  private static final int LARGEST = 65_535;

  /** Room for a burst; the kernel may give less. */
  private static final int SOCKET_BUFFER = 1 << 20;

  private final TransportType type;
  private final HostResolver resolver;
  private final OwnAddresses own;

  DatagramSockets(TransportType type, HostResolver resolver, OwnAddresses own) {
    this.type = type;
    this.resolver = resolver;
    this.own = own;
  }

  /** A socket for the session of a flow; the flow is null where none is known. */
  Future<Channel> open(@Nullable Flow flow, DialOptions options, EventLoop loop) {
    var local = local(options);
    var family = family(options, local);
    var probe = new RouteProbe(type, options, loop);
    boolean guest = flow != null && OwnAddresses.concern(flow);
    var peers = new DatagramPeers(name -> address(name, guest, family, probe, loop));
    if (flow != null
        && flow.destination() instanceof Destination.Name name
        && !flow.resolved().isEmpty()) {
      var usable = guest ? own.without(flow.resolved()) : flow.resolved();
      if (usable.isEmpty()) {
        return loop.newFailedFuture(OwnAddresses.refusal());
      }
      peers.names().put(name.host(), usable.getFirst());
    }
    var bootstrap = bootstrap(loop).option(ChannelOption.AUTO_READ, false).handler(peers);
    Dialer.mark(bootstrap, options);
    return opened(bootstrap.bind(new InetSocketAddress(local, 0)), loop);
  }

  /** A socket for an acceptor. */
  Future<Channel> bind(InetSocketAddress local, ChannelHandler handler, EventLoop loop) {
    return opened(bootstrap(loop).handler(handler).bind(local), loop);
  }

  private Bootstrap bootstrap(EventLoop loop) {
    return new Bootstrap()
        .group(loop)
        .channelFactory(type.datagrams())
        .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(LARGEST))
        .option(ChannelOption.SO_RCVBUF, SOCKET_BUFFER)
        .option(ChannelOption.SO_SNDBUF, SOCKET_BUFFER)
        .option(ChannelOption.WRITE_BUFFER_WATER_MARK, SocketTransport.waterMark());
  }

  private static Future<Channel> opened(ChannelFuture bound, EventLoop loop) {
    Promise<Channel> done = loop.newPromise();
    bound.addListener(
        (ChannelFuture future) -> {
          if (!future.isSuccess()) {
            done.tryFailure(SocketFailures.of(future.cause()));
          } else if (!done.trySuccess(future.channel())) {
            future.channel().close();
          }
        });
    return done;
  }

  private Future<InetAddress> address(
      String name, boolean guest, AddressFamily family, RouteProbe probe, EventLoop loop) {
    Promise<InetAddress> found = loop.newPromise();
    resolver
        .resolve(name, family, loop)
        .addListener(
            (Future<List<InetAddress>> answer) -> {
              if (!answer.isSuccess()) {
                found.tryFailure(answer.cause());
                return;
              }
              var usable = guest ? own.without(answer.getNow()) : answer.getNow();
              if (usable.isEmpty()) {
                found.tryFailure(OwnAddresses.refusal());
                return;
              }
              probe
                  .firstReachable(usable)
                  .addListener((Future<InetAddress> first) -> found.trySuccess(first.getNow()));
            });
    return found;
  }

  private static @Nullable InetAddress local(DialOptions options) {
    var inet4 = options.inet4BindAddress();
    var inet6 = options.inet6BindAddress();
    boolean ipv4 =
        inet6 == null
            || inet4 != null
                && (options.strategy() == AddressFamily.PREFER_IPV4
                    || options.strategy() == AddressFamily.IPV4_ONLY);
    var chosen = ipv4 ? inet4 : inet6;
    return chosen == null ? null : NetUtil.createInetAddressFromIpAddressString(chosen);
  }

  private static AddressFamily family(DialOptions options, @Nullable InetAddress local) {
    if (local == null) {
      return options.strategy();
    }
    return local.getAddress().length == 4 ? AddressFamily.IPV4_ONLY : AddressFamily.IPV6_ONLY;
  }
}
