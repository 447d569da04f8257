// SPDX-License-Identifier: Apache-2.0
package io.sallyport.tor.internal;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.sallyport.api.Destination;
import io.sallyport.api.DialOptions;
import io.sallyport.api.Transport;
import io.sallyport.torclient.RelayDialer;
import java.net.InetSocketAddress;

/** Connections to relays by the product's own transport, marked and bound as the operator says. */
record TransportDialer(Transport transport, DialOptions options) implements RelayDialer {

  @Override
  public EventLoop loop() {
    return transport.loop();
  }

  @Override
  public Future<Channel> connect(InetSocketAddress relay, EventLoop loop) {
    var address = Destination.of(relay.getAddress().getAddress(), relay.getPort());
    return transport.connect(address, options, loop);
  }
}
