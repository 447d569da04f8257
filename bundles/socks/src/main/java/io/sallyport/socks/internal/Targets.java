// SPDX-License-Identifier: Apache-2.0
package io.sallyport.socks.internal;

import io.sallyport.api.Destination;
import io.sallyport.sockscodec.SocksAddress;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where a client may ask to be connected to. */
final class Targets {

  /** See the URL standard, "ends in a number checker"; one final dot counts for nothing. */
  private static final Pattern ENDS_IN_NUMBER =
      Pattern.compile("(?:.*\\.)?(?:[0-9]+|0[xX][0-9a-fA-F]*)\\.?");

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
      var destination = Destination.of(host, port);
      return destination instanceof Destination.Name && ENDS_IN_NUMBER.matcher(host).matches()
          ? null
          : destination;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
