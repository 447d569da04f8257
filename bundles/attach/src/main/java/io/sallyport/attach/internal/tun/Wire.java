// SPDX-License-Identifier: Apache-2.0
package io.sallyport.attach.internal.tun;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Numbers in network order, and the Internet checksum of RFC 1071 over them. */
final class Wire {

  static final ValueLayout.OfShort SHORT = JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  static final ValueLayout.OfInt INT = JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  static final ValueLayout.OfLong LONG = JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  static final int ICMP = 1;
  static final int TCP = 6;
  static final int UDP = 17;
  static final int ICMPV6 = 58;

  private Wire() {}

  static int u8(MemorySegment at, long offset) {
    return at.get(ValueLayout.JAVA_BYTE, offset) & 0xff;
  }

  static int u16(MemorySegment at, long offset) {
    return at.get(SHORT, offset) & 0xffff;
  }

  static void set8(MemorySegment at, long offset, int value) {
    at.set(ValueLayout.JAVA_BYTE, offset, (byte) value);
  }

  static void set16(MemorySegment at, long offset, int value) {
    at.set(SHORT, offset, (short) value);
  }

  /** The sum of a number's 16-bit words. */
  static long words(long value) {
    return (value >>> 48) + (value >>> 32 & 0xffff) + (value >>> 16 & 0xffff) + (value & 0xffff);
  }

  /** What a sum becomes in 16 bits. */
  static int fold(long sum) {
    long folded = (sum & 0xffff) + (sum >>> 16);
    folded = (folded & 0xffff) + (folded >>> 16);
    folded = (folded & 0xffff) + (folded >>> 16);
    return (int) ((folded & 0xffff) + (folded >>> 16));
  }

  /** The sum of the words of a range; a last single byte counts as the upper half of a word. */
  static long sum(MemorySegment at, long from, long length) {
    long sum = 0;
    long i = from;
    long end = from + length;
    for (; i + 4 <= end; i += 4) {
      sum += at.get(INT, i) & 0xffff_ffffL;
    }
    if (i + 2 <= end) {
      sum += (long) u16(at, i) << 16;
      i += 2;
      if (i < end) {
        sum += (long) u8(at, i) << 8;
      }
    } else if (i < end) {
      sum += (long) u8(at, i) << 24;
    }
    return (sum >>> 32) + (sum & 0xffff_ffffL);
  }
}
