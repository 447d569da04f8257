// SPDX-License-Identifier: Apache-2.0
package io.sallyport.linux;

import java.util.List;

/**
 * A network interface as it stands.
 *
 * @param index the kernel's number; a renamed interface keeps it
 * @param name as users know it
 * @param flags {@code IFF_*} bits
 * @param mtu longest packet, in bytes
 * @param kind {@code veth}, {@code bridge}, {@code tun}...; empty for hardware
 * @param master index of the bridge or bond that it belongs to; 0 for none
 * @param addresses its own, with their lengths
 */
public record Link(
    int index,
    String name,
    int flags,
    int mtu,
    String kind,
    int master,
    List<LinkAddress> addresses) {

  private static final int IFF_UP = 0x1;
  private static final int IFF_LOOPBACK = 0x8;
  private static final int IFF_LOWER_UP = 0x10000;

  public Link {
    addresses = List.copyOf(addresses);
  }

  /** Whether it is set up. */
  public boolean isUp() {
    return (flags & IFF_UP) != 0;
  }

  /** Whether it has a carrier. */
  public boolean hasCarrier() {
    return (flags & IFF_LOWER_UP) != 0;
  }

  /** Whether it is {@code lo}. */
  public boolean isLoopback() {
    return (flags & IFF_LOOPBACK) != 0;
  }
}
