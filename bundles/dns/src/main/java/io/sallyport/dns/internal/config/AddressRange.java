// SPDX-License-Identifier: Apache-2.0
package io.sallyport.dns.internal.config;

import io.netty.util.NetUtil;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A network in CIDR form.
 *
 * @param base its first address, 4 or 16 bytes
 * @param prefix its length
 */
public record AddressRange(byte[] base, int prefix) {

  /**
   * Reads {@code 198.18.0.0/15}.
   *
   * @param width bytes of an address: 4 or 16
   * @throws IllegalArgumentException with what is wrong
   */
  public static AddressRange parse(String text, int width) {
    int slash = text.indexOf('/');
    byte[] ip =
        slash < 0 ? null : NetUtil.createByteArrayFromIpAddressString(text.substring(0, slash));
    String length = text.substring(slash + 1);
    if (ip == null || ip.length != width || !length.matches("[0-9]{1,3}")) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is no network such as " + (width == 4 ? "198.18.0.0/15" : "fc00::/18"));
    }
    int prefix = Integer.parseInt(length);
    if (prefix < 8 || prefix > width * 8 - 2) {
      throw new IllegalArgumentException(
          "\"" + text + "\": the prefix length must be within 8 to " + (width * 8 - 2));
    }
    for (int bit = prefix; bit < width * 8; bit++) {
      ip[bit / 8] &= (byte) ~(0x80 >> bit % 8);
    }
    return new AddressRange(ip, prefix);
  }

  /** Whether an address lies in it. */
  public boolean contains(byte[] ip) {
    if (ip.length != base.length) {
      return false;
    }
    int whole = prefix / 8;
    if (!Arrays.equals(ip, 0, whole, base, 0, whole)) {
      return false;
    }
    int mask = 0xff00 >> prefix % 8 & 0xff;
    return whole == base.length || (ip[whole] & mask) == (base[whole] & mask);
  }

  /** Whether they share an address. */
  public boolean overlaps(AddressRange other) {
    return contains(other.base) || other.contains(base);
  }

  /** How many addresses it has, at most 2<sup>30</sup>. */
  public int size() {
    return 1 << Math.min(30, base.length * 8 - prefix);
  }

  /** The address at an offset. */
  public InetAddress at(int offset) {
    byte[] ip = base.clone();
    int carry = offset;
    for (int i = ip.length - 1; i >= 0 && carry != 0; i--) {
      int sum = (ip[i] & 0xff) + (carry & 0xff);
      ip[i] = (byte) sum;
      carry = (carry >>> 8) + (sum >> 8);
    }
    try {
      return InetAddress.getByAddress(ip);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The offset of an address in it; -1 where it is beyond any that {@link #at} makes. */
  public int offset(byte[] ip) {
    var distance = new BigInteger(1, ip).subtract(new BigInteger(1, base));
    return distance.bitLength() > 30 ? -1 : distance.intValue();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof AddressRange range
        && range.prefix == prefix
        && Arrays.equals(range.base, base);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(base) * 31 + prefix;
  }

  @Override
  public String toString() {
    return NetUtil.toAddressString(at(0)) + "/" + prefix;
  }
}
