// SPDX-License-Identifier: Apache-2.0
package io.sallyport.socks.internal;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import io.sallyport.api.Transport;
import java.net.InetSocketAddress;

/** A TCP port of one address, or of all. */
record TcpPlace(InetSocketAddress address) implements ListeningPlace {

  // As it was written: NIO tells a socket on 0.0.0.0 as [::].
  @Override
  public String where() {
    return NetUtil.toSocketAddressString(address);
  }

  @Override
  public Future<Channel> open(Transport transport, ChannelHandler child) {
    return transport.listen(address, child);
  }

  /** The same port, of one address and of all. */
  @Override
  public boolean excludes(ListeningPlace other) {
    return other instanceof TcpPlace(var its) && its.getPort() == address.getPort();
  }

  @Override
  public String problem(Throwable cause, String file) {
    return BindProblem.describe(address, cause, file);
  }
}
