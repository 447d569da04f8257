// SPDX-License-Identifier: Apache-2.0
package io.sallyport.dns.internal.server;

import io.sallyport.api.Destination;
import org.jspecify.annotations.Nullable;

/** Names under which addresses are looked up (RFC 1035 §3.5, RFC 3596 §2.5). */
public final class Reverse {

  private static final String IPV4 = ".in-addr.arpa";
  private static final String IPV6 = ".ip6.arpa";

  private Reverse() {}

  /** The bytes of the address that a name is of; null if it is of none or of a network. */
  public static byte @Nullable [] address(String name) {
    if (name.endsWith(IPV4)) {
      return ipv4(name.substring(0, name.length() - IPV4.length()));
    }
    return name.endsWith(IPV6) ? ipv6(name.substring(0, name.length() - IPV6.length())) : null;
  }

  private static byte @Nullable [] ipv4(String labels) {
    var parts = labels.split("\\.", -1);
    if (parts.length != 4) {
      return null;
    }
    byte[] ip = new byte[4];
    for (int i = 0; i < 4; i++) {
      String part = parts[3 - i];
      if (!part.matches("0|[1-9][0-9]{0,2}") || Integer.parseInt(part) > 255) {
        return null;
      }
      ip[i] = (byte) Integer.parseInt(part);
    }
    return ip;
  }

  private static byte @Nullable [] ipv6(String labels) {
    if (labels.length() != 63) {
      return null;
    }
    byte[] ip = new byte[16];
    for (int i = 0; i < 32; i++) {
      int digit = Character.digit(labels.charAt(62 - 2 * i), 16);
      if (digit < 0 || i > 0 && labels.charAt(63 - 2 * i) != '.') {
        return null;
      }
      ip[i / 2] |= (byte) (i % 2 == 0 ? digit << 4 : digit);
    }
    return ip;
  }

  /** The address as a destination without a port; IPv4 in IPv6 becomes IPv4. */
  static Destination.Address of(byte[] ip) {
    return Destination.of(ip, 0);
  }
}
