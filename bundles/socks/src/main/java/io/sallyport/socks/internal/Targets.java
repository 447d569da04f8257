// SPDX-License-Identifier: Apache-2.0
package io.sallyport.socks.internal;

import io.sallyport.api.Destination;
import io.sallyport.sockscodec.SocksAddress;
import org.jspecify.annotations.Nullable;

/** Where a client may ask to be connected to. */
final class Targets {

  private Targets() {}

  /** The destination; null for port 0 and for what is no host. */
  static @Nullable Destination of(SocksAddress asked) {
    if (asked.port() == 0) {
      return null;
    }
    return host(asked);
  }

  /** A peer that is waited for, or a host that is looked up: its port means nothing. */
  static @Nullable Destination host(SocksAddress asked) {
    return switch (asked) {
      case SocksAddress.Ip ip -> Destination.of(ip.address().getAddress(), ip.port());
      case SocksAddress.Name name -> named(name.name(), name.port());
    };
  }

  /** The same for a host in its textual form; an address literal becomes an address. */
  static @Nullable Destination named(String host, int port) {
    try {
      return Destination.of(host, port);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
