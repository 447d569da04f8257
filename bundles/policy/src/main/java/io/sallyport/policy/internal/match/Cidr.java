// SPDX-License-Identifier: Apache-2.0
package io.sallyport.policy.internal.match;

/**
 * A network: the addresses that share the first {@code length} bits; bits behind them are cleared.
 *
 * @param network its first address
 * @param length 0 to 32 for IPv4, 0 to 128 for IPv6
 */
public record Cidr(Ip network, int length) {

  public Cidr {
    if (length < 0 || length > network.width()) {
      throw new IllegalArgumentException(
          "/" + length + " is not within /0 to /" + network.width() + " of " + network);
    }
    network =
        new Ip(
            network.v6(),
            network.hi() & maskHi(network.v6(), length),
            network.lo() & maskLo(network.v6(), length));
  }

  /** Whether an address is of this family and within. */
  public boolean contains(Ip ip) {
    return ip.v6() == network.v6()
        && (ip.hi() & maskHi(ip.v6(), length)) == network.hi()
        && (ip.lo() & maskLo(ip.v6(), length)) == network.lo();
  }

  /** Mask of the first 64 bits. */
  static long maskHi(boolean v6, int length) {
    if (!v6 || length == 0) {
      return 0;
    }
    return length >= 64 ? -1L : -1L << (64 - length);
  }

  /** Mask of the last 64 bits, or of the 32 bits of IPv4. */
  static long maskLo(boolean v6, int length) {
    if (v6) {
      return length <= 64 ? 0 : -1L << (128 - length);
    }
    return length == 0 ? 0 : (-1L << (32 - length)) & 0xffff_ffffL;
  }

  @Override
  public String toString() {
    return length == network.width() ? network.toString() : network + "/" + length;
  }
}
