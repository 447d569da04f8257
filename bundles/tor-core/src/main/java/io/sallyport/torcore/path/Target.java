// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.path;

import io.sallyport.torcore.netdir.Relay;

/** What a circuit is for: it decides who can be its last hop. */
public sealed interface Target {

  /**
   * Streams to a port.
   *
   * @param port 1 to 65535
   * @param ipv6 whether to an address of IPv6; a name counts as IPv4
   */
  record Exit(int port, boolean ipv6) implements Target {
    public Exit {
      if (port < 1 || port > 65535) {
        throw new IllegalArgumentException("a port is from 1 to 65535");
      }
    }
  }

  /** Streams that are not known yet, and names to resolve: an exit for what is usual. */
  record AnyExit() implements Target {}

  /** Nothing leaves the network: any relay can be the last. */
  record Internal() implements Target {}

  /** A certain relay is the last. */
  record Through(Relay last) implements Target {}
}
