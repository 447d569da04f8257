// SPDX-License-Identifier: Apache-2.0
package io.sallyport.transport.internal;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.sallyport.api.DialOptions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * Asks the kernel which local address leads to a far one, by a UDP socket that is connected and
 * sends nothing: mark and interface take part in the choice as they will in the real thing.
 */
record RouteProbe(TransportType type, DialOptions options, EventLoop loop) {

  /** Any port will do; some systems refuse 0. */
  private static final int PORT = 9;

  /** The local address, or the reason why there is no way. */
  Future<InetAddress> localFor(InetAddress far) {
    Promise<InetAddress> found = loop.newPromise();
    var bootstrap =
        new Bootstrap()
            .group(loop)
            .channelFactory(type.datagrams()::newChannel)
            .handler(Dialer.NONE);
    Dialer.mark(bootstrap, options);
    bootstrap
        .connect(new InetSocketAddress(far, PORT))
        .addListener(
            (ChannelFuture connected) -> {
              if (!connected.isSuccess()) {
                found.tryFailure(SocketFailures.of(connected.cause()));
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
