// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.circuit;

import io.sallyport.torcore.cell.HostNames;
import java.net.Inet6Address;
import java.net.InetAddress;

/**
 * What a stream is to be connected to by the exit (tor-spec §6.2).
 *
 * @param host a name, or an address in text, an IPv6 address in brackets; printable ASCII
 * @param port 1 to 65,535
 * @param flags of {@link #IPV6_OKAY}, {@link #IPV4_NOT_OKAY} and {@link #IPV6_PREFERRED}
 */
public record StreamTarget(String host, int port, int flags) {

  /** The exit may connect to an IPv6 address of the name. */
  public static final int IPV6_OKAY = 1;

  /** The exit must not connect to an IPv4 address of the name. */
  public static final int IPV4_NOT_OKAY = 2;

  /** The exit should rather connect to an IPv6 address of the name. */
  public static final int IPV6_PREFERRED = 4;

  public StreamTarget {
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("a port is a number from 1 to 65535");
    }
    HostNames.require(host);
  }

  /** An address as a target. */
  public static StreamTarget of(InetAddress address, int port) {
    String text = address.getHostAddress();
    return address instanceof Inet6Address
        ? new StreamTarget("[" + text + "]", port, IPV6_OKAY)
        : new StreamTarget(text, port, 0);
  }
}
