// SPDX-License-Identifier: Apache-2.0
package io.sallyport.direct.internal;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.sallyport.api.Destination;
import io.sallyport.api.DialOptions;
import io.sallyport.api.Flow;
import io.sallyport.api.Listening;
import io.sallyport.api.Transport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/** Waits for the peer that a flow names. Of several addresses of a name the first is the peer's. */
record DirectPeer(Transport transport, DialOptions options, EventLoop loop) {

  Future<Listening> await(Flow flow) {
    int port = flow.destination().port();
    if (!flow.resolved().isEmpty()) {
      return await(flow.resolved().getFirst(), port);
    }
    return switch (flow.destination()) {
      case Destination.Address address -> await(address.ip(), port);
      case Destination.Name name -> awaitNamed(name);
    };
  }

  private Future<Listening> await(InetAddress peer, int port) {
    return transport.awaitPeer(new InetSocketAddress(peer, port), options, loop);
  }

  private Future<Listening> awaitNamed(Destination.Name name) {
    Promise<Listening> done = loop.newPromise();
    transport
        .resolve(name.host(), options.strategy(), loop)
        .addListener(
            (Future<List<InetAddress>> addresses) -> {
              if (addresses.isSuccess()) {
                await(addresses.getNow().getFirst(), name.port())
                    .addListener((Future<Listening> listening) -> pass(listening, done));
              } else {
                done.tryFailure(addresses.cause());
              }
            });
    return done;
  }

  private static void pass(Future<Listening> from, Promise<Listening> to) {
    if (!from.isSuccess()) {
      to.tryFailure(from.cause());
    } else if (!to.trySuccess(from.getNow())) {
      from.getNow().close();
    }
  }
}
