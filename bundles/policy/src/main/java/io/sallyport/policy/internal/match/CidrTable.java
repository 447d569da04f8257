// SPDX-License-Identifier: Apache-2.0
package io.sallyport.policy.internal.match;

import java.util.Collection;
import java.util.stream.IntStream;

/**
 * Networks by hash, one probe per prefix length that occurs: at most 33 for IPv4 and 129 for IPv6,
 * in practice a handful, however many networks there are. Immutable.
 */
public final class CidrTable {

  private final long[] hi;
  private final long[] lo;

  /** 0 for an empty slot, else what {@link #kind} says. */
  private final short[] kinds;

  private final int[] ordinals;
  private final int[] lengths4;
  private final int[] lengths6;
  private final int mask;

  /** A table of distinct networks; the ordinal of each is its place in the iteration. */
  public CidrTable(Collection<Cidr> networks) {
    int capacity = Integer.highestOneBit(Math.max(networks.size(), 1) * 2) * 2;
    hi = new long[capacity];
    lo = new long[capacity];
    kinds = new short[capacity];
    ordinals = new int[capacity];
    mask = capacity - 1;
    int ordinal = 0;
    for (var cidr : networks) {
      Ip ip = cidr.network();
      short kind = kind(ip.v6(), cidr.length());
      int slot = hash(ip.hi(), ip.lo(), kind) & mask;
      while (kinds[slot] != 0) {
        slot = (slot + 1) & mask;
      }
      hi[slot] = ip.hi();
      lo[slot] = ip.lo();
      kinds[slot] = kind;
      ordinals[slot] = ordinal++;
    }
    lengths4 = lengths(networks, false);
    lengths6 = lengths(networks, true);
  }

  /** Prefix lengths that occur in a family, longest first. Not to be changed. */
  public int[] lengths(boolean v6) {
    return v6 ? lengths6 : lengths4;
  }

  /** Ordinal of the network of this length that an address is in; -1 if there is none. */
  public int find(Ip ip, int length) {
    short kind = kind(ip.v6(), length);
    long h = ip.hi() & Cidr.maskHi(ip.v6(), length);
    long l = ip.lo() & Cidr.maskLo(ip.v6(), length);
    for (int slot = hash(h, l, kind) & mask; kinds[slot] != 0; slot = (slot + 1) & mask) {
      if (kinds[slot] == kind && lo[slot] == l && hi[slot] == h) {
        return ordinals[slot];
      }
    }
    return -1;
  }

  private static short kind(boolean v6, int length) {
    return (short) (v6 ? 256 + length : 1 + length);
  }

  private static int hash(long hi, long lo, short kind) {
    long mixed = (hi * 0x9e37_79b9_7f4a_7c15L ^ lo * 0xd6e8_feb8_6659_fd93L) + kind;
    mixed = (mixed ^ mixed >>> 32) * 0x9e37_79b9_7f4a_7c15L;
    return (int) (mixed >>> 32);
  }

  private static int[] lengths(Collection<Cidr> networks, boolean v6) {
    int[] ascending =
        networks.stream()
            .filter(cidr -> cidr.network().v6() == v6)
            .mapToInt(Cidr::length)
            .distinct()
            .sorted()
            .toArray();
    return IntStream.range(0, ascending.length)
        .map(i -> ascending[ascending.length - 1 - i])
        .toArray();
  }
}
