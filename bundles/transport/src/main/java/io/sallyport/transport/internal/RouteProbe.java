// SPDX-License-Identifier: Apache-2.0
package io.sallyport.transport.internal;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.sallyport.api.ConnectFailure;
import io.sallyport.api.DialOptions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * Asks the kernel about the way to an address, by a UDP socket that sends nothing: mark and
 * interface take part in the answer as they will in the real thing.
 */
record RouteProbe(TransportType type, DialOptions options, EventLoop loop) {

  /** Any port will do; some systems refuse 0. */
  private static final int PORT = 9;

  /** More than UDP can carry: the kernel looks for a way, and then finds that it is too long. */
  private static final int UNSENDABLE = 65_530;

  /**
   * Why an address could not be reached, told better than {@link SocketFailures#vague vaguely}.
   * Always succeeds: with the kernel's word on the way there or, if there is one, with that nobody
   * is at its end.
   */
  Future<ConnectFailure> blame(InetAddress far, Throwable vague) {
    Promise<ConnectFailure> found = loop.newPromise();
    var bootstrap =
        new Bootstrap().group(loop).channelFactory(type.datagrams()).handler(Dialer.NONE);
    Dialer.mark(bootstrap, options);
    bootstrap
        .bind(new InetSocketAddress(0))
        .addListener(
            (ChannelFuture bound) -> {
              if (bound.isSuccess()) {
                ask(bound.channel(), far, vague, found);
              } else {
                found.trySuccess(SocketFailures.of(vague));
              }
            });
    return found;
  }

  private static void ask(
      Channel socket, InetAddress far, Throwable vague, Promise<ConnectFailure> found) {
    var much = socket.alloc().directBuffer(UNSENDABLE).writeZero(UNSENDABLE);
    socket
        .writeAndFlush(new DatagramPacket(much, new InetSocketAddress(far, PORT)))
        .addListener(
            (ChannelFuture sent) -> {
              var told = SocketFailures.of(sent.cause());
              found.trySuccess(
                  told.reason() == ConnectFailure.Reason.NETWORK_UNREACHABLE
                      ? told
                      : SocketFailures.of(vague));
              socket.close();
            });
  }

  /** The local address, or the reason why there is no way. */
  Future<InetAddress> localFor(InetAddress far) {
    Promise<InetAddress> found = loop.newPromise();
    var bootstrap =
        new Bootstrap().group(loop).channelFactory(type.datagrams()).handler(Dialer.NONE);
    Dialer.mark(bootstrap, options);
    bootstrap
        .connect(new InetSocketAddress(far, PORT))
        .addListener(
            (ChannelFuture connected) -> {
              if (!connected.isSuccess()) {
                fail(found, far, connected.cause());
                return;
              }
              var local = connected.channel().localAddress();
              connected.channel().close();
              if (local instanceof InetSocketAddress address) {
                found.trySuccess(address.getAddress());
              } else {
                found.tryFailure(SocketFailures.of(null));
              }
            });
    return found;
  }

  private void fail(Promise<InetAddress> found, InetAddress far, Throwable cause) {
    if (SocketFailures.vague(cause)) {
      blame(far, cause)
          .addListener((Future<ConnectFailure> told) -> found.tryFailure(told.getNow()));
    } else {
      found.tryFailure(SocketFailures.of(cause));
    }
  }

  /** The first address that there is a way to; the first of all if there is to none. */
  Future<InetAddress> firstReachable(List<InetAddress> addresses) {
    Promise<InetAddress> found = loop.newPromise();
    tryFrom(addresses, 0, found);
    return found;
  }

  private void tryFrom(List<InetAddress> addresses, int index, Promise<InetAddress> found) {
    if (index == addresses.size()) {
      found.trySuccess(addresses.getFirst());
      return;
    }
    localFor(addresses.get(index))
        .addListener(
            (Future<InetAddress> probed) -> {
              if (probed.isSuccess()) {
                found.trySuccess(addresses.get(index));
              } else {
                tryFrom(addresses, index + 1, found);
              }
            });
  }
}
