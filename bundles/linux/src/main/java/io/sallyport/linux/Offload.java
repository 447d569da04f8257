// SPDX-License-Identifier: Apache-2.0
package io.sallyport.linux;

import java.util.EnumSet;
import java.util.Set;

/**
 * What a TUN or TAP device leaves to whoever reads it, {@code TUNSETOFFLOAD}: with segmentation
 * offloads one read yields up to 64 KiB of one TCP flow under one header, which is where the speed
 * of such a device comes from.
 */
public enum Offload {
  /** Checksums that are half done. All others need it. */
  CSUM(0x01),
  /** TCP over IPv4 in super-packets. */
  TSO4(0x02),
  /** TCP over IPv6 in super-packets. */
  TSO6(0x04),
  /** UDP over IPv4 in super-packets, Linux 6.2 and newer. */
  USO4(0x20),
  /** UDP over IPv6 in super-packets; the kernel takes it together with {@link #USO4} only. */
  USO6(0x40);

  /** All. */
  public static final Set<Offload> ALL = Set.copyOf(EnumSet.allOf(Offload.class));

  /** Those for a stack that takes TCP in super-packets and UDP in single ones. */
  public static final Set<Offload> TCP = Set.of(CSUM, TSO4, TSO6);

  private final int bit;

  Offload(int bit) {
    this.bit = bit;
  }

  static int mask(Set<Offload> offloads) {
    return offloads.stream().mapToInt(o -> o.bit).reduce(0, (a, b) -> a | b);
  }
}
