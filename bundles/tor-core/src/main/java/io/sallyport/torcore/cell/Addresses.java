// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.cell;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** Addresses from their bytes, without any lookup. */
public final class Addresses {

  private Addresses() {}

  /** An address from 4 or 16 bytes; 16 bytes stay IPv6 even where they map IPv4. */
  public static InetAddress parse(byte[] bytes) {
    try {
      return bytes.length == 16
          ? Inet6Address.getByAddress(null, bytes, -1)
          : InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("an address has 4 or 16 bytes", e);
    }
  }
}
