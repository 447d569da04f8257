// SPDX-License-Identifier: Apache-2.0
package io.sallyport.api;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** Service: event loops and the sockets that belong to them. {@link KeepAlive} is off at first. */
@ProviderType
public interface Transport {

  /** {@code epoll}, {@code io_uring} or {@code nio}. */
  String type();

  /** The next loop, in turn. */
  EventLoop loop();

  /**
   * Connects by TCP. A name is resolved by this machine; its addresses are tried as RFC 8305 (Happy
   * Eyeballs) says, and the first connection wins.
   *
   * @return an active channel on {@code loop} with {@code autoRead} off, half-closure allowed and
   *     an empty pipeline, or a {@link ConnectFailure}: the most telling one of all attempts
   */
  Future<Channel> connect(Destination destination, DialOptions options, EventLoop loop);

  /**
   * Connects by TCP to one of several addresses of one host, in the way of RFC 8305.
   *
   * @param addresses at least one
   */
  Future<Channel> connect(
      List<InetAddress> addresses, int port, DialOptions options, EventLoop loop);

  /**
   * Connects as a flow asks: to its {@linkplain Flow#resolved() resolved} addresses if it has any,
   * else to its destination.
   */
  default Future<Channel> connect(Flow flow, DialOptions options, EventLoop loop) {
    return flow.resolved().isEmpty()
        ? connect(flow.destination(), options, loop)
        : connect(flow.resolved(), flow.destination().port(), options, loop);
  }

  /**
   * Resolves a name by this machine's own configuration ({@code hosts}, {@code resolv.conf}),
   * without blocking.
   *
   * @return at least one address, preferred family first
   */
  Future<List<InetAddress>> resolve(String name, AddressFamily family, EventLoop loop);

  /**
   * Listens. Accepted channels spread over all loops, each on one for life; at exhaustion of
   * descriptors accepting pauses.
   *
   * @param address of TCP, or a {@link java.net.UnixDomainSocketAddress} where no file is yet; who
   *     listens there takes the file away again
   * @param child initialises each accepted channel
   * @return the listening channel, or the reason why not
   */
  Future<Channel> listen(SocketAddress address, ChannelHandler child);

  /**
   * Listens as {@link #listen(SocketAddress, ChannelHandler)} does, in a way of its own.
   *
   * @param address where connections are diverted to here: on loopback, so that nothing else gets
   *     there
   */
  default Future<Channel> listen(
      InetSocketAddress address, ListenOptions options, ChannelHandler child) {
    return options.equals(ListenOptions.PLAIN)
        ? listen(address, child)
        : loop()
            .newFailedFuture(
                new ConnectFailure(
                    ConnectFailure.Reason.UNSUPPORTED,
                    "transport " + type() + " has no transparent sockets; use epoll"));
  }

  /**
   * Gives a fwmark to every socket of TCP and UDP towards far ends that is opened from now on and
   * has none of its own, so that rules which capture packets can tell this product's own from all
   * others. Does nothing where sockets have no marks.
   *
   * @param mark positive; 0 for none
   */
  default void markOwn(int mark) {}

  /**
   * Opens a UDP socket of this machine for any number of far ends.
   *
   * @return a channel on {@code loop} that reads and writes {@link Datagram}s: names are resolved
   *     without blocking and without holding up other datagrams; what is read carries the real
   *     sender; a datagram that cannot be sent is dropped and ends nothing
   */
  default Future<Channel> datagrams(DialOptions options, EventLoop loop) {
    return loop.newFailedFuture(
        new ConnectFailure(ConnectFailure.Reason.UNSUPPORTED, "this transport has no UDP"));
  }

  /**
   * The same for a flow, whose {@linkplain Flow#resolved() resolved} addresses, if it has any, are
   * those of its destination's name.
   */
  default Future<Channel> datagrams(Flow flow, DialOptions options, EventLoop loop) {
    return datagrams(options, loop);
  }

  /**
   * Binds a plain UDP socket, for an acceptor.
   *
   * @param handler for Netty's {@code DatagramPacket}s
   */
  default Future<Channel> bindDatagrams(
      InetSocketAddress local, ChannelHandler handler, EventLoop loop) {
    return loop.newFailedFuture(
        new ConnectFailure(ConnectFailure.Reason.UNSUPPORTED, "this transport has no UDP"));
  }

  /**
   * Waits for one TCP peer.
   *
   * @param expected who may connect: its address, unless that is unspecified; its port is ignored,
   *     as peers do not choose theirs
   */
  default Future<Listening> awaitPeer(
      InetSocketAddress expected, DialOptions options, EventLoop loop) {
    return loop.newFailedFuture(
        new ConnectFailure(
            ConnectFailure.Reason.UNSUPPORTED, "this transport has no listening sockets"));
  }

  /**
   * Looks up the name of an address by this machine's own configuration, without blocking.
   *
   * @return the name without the dot at its end
   */
  default Future<String> reverse(InetAddress address, EventLoop loop) {
    return loop.newFailedFuture(
        new ConnectFailure(
            ConnectFailure.Reason.UNSUPPORTED, "this transport looks up no addresses"));
  }
}
