// SPDX-License-Identifier: Apache-2.0
package io.sallyport.testing;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.sallyport.api.AddressFamily;
import io.sallyport.api.Destination;
import io.sallyport.api.DialOptions;
import io.sallyport.api.Transport;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.util.List;

/** Where no socket may be needed; whoever needs some kinds overrides those. */
public class NoTransport implements Transport {

  @Override
  public String type() {
    return "none";
  }

  @Override
  public EventLoop loop() {
    throw new AssertionError("no loop is needed");
  }

  @Override
  public Future<Channel> connect(Destination destination, DialOptions options, EventLoop loop) {
    throw new AssertionError("nothing connects");
  }

  @Override
  public Future<Channel> connect(
      List<InetAddress> addresses, int port, DialOptions options, EventLoop loop) {
    throw new AssertionError("nothing connects to one of several addresses");
  }

  @Override
  public Future<List<InetAddress>> resolve(String name, AddressFamily family, EventLoop loop) {
    throw new AssertionError("nothing resolves");
  }

  @Override
  public Future<Channel> listen(SocketAddress address, ChannelHandler child) {
    throw new AssertionError("nothing listens");
  }
}
