// SPDX-License-Identifier: Apache-2.0
package io.sallyport.policy.internal.match;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/**
 * An IP address as numbers, which masks and compares without allocation.
 *
 * @param v6 whether it is IPv6
 * @param hi its first 64 bits; 0 for IPv4
 * @param lo its last 64 bits, or the 32 bits of IPv4
 */
public record Ip(boolean v6, long hi, long lo) {

  private static final long MAPPED = 0xffff_0000_0000L;

  /** The address of a socket or of a resolver's answer. */
  public static Ip of(InetAddress address) {
    return of(address.getAddress());
  }

  /** From 4 or 16 bytes; an IPv4-mapped address is IPv4. */
  public static Ip of(byte[] bytes) {
    var buffer = ByteBuffer.wrap(bytes);
    if (bytes.length == 4) {
      return new Ip(false, 0, buffer.getInt() & 0xffff_ffffL);
    }
    long hi = buffer.getLong();
    long lo = buffer.getLong();
    return hi == 0 && (lo & ~0xffff_ffffL) == MAPPED
        ? new Ip(false, 0, lo & 0xffff_ffffL)
        : new Ip(true, hi, lo);
  }

  /** Bits of an address of this family. */
  public int width() {
    return v6 ? 128 : 32;
  }

  @Override
  public String toString() {
    byte[] bytes =
        v6
            ? ByteBuffer.allocate(16).putLong(hi).putLong(lo).array()
            : ByteBuffer.allocate(4).putInt((int) lo).array();
    return NetUtil.bytesToIpAddress(bytes);
  }
}
