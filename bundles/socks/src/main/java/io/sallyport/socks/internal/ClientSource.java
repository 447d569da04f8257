// SPDX-License-Identifier: Apache-2.0
package io.sallyport.socks.internal;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Where a client is: what the PROXY header of a balancer says, else the far end of its socket. A
 * client of a Unix socket has no address.
 */
final class ClientSource {

  /** A client without an address. */
  static final InetSocketAddress NOWHERE = InetSocketAddress.createUnresolved("unix", 0);

  private static final AttributeKey<InetSocketAddress> SAID =
      AttributeKey.valueOf(ClientSource.class, "said");

  private ClientSource() {}

  /** From now on the client is where a balancer says. */
  static void set(Channel client, InetSocketAddress source) {
    client.attr(SAID).set(source);
  }

  /** Where the client is; null if its socket is gone already and nobody knows any more. */
  static @Nullable InetSocketAddress of(Channel client) {
    var said = client.attr(SAID).get();
    if (said != null) {
      return said;
    }
    return client.remoteAddress() instanceof InetSocketAddress address ? address : null;
  }

  /** Its address alone; null if it has none. */
  static @Nullable InetAddress address(Channel client) {
    var source = of(client);
    return source == null ? null : source.getAddress();
  }
}
