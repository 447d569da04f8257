// SPDX-License-Identifier: Apache-2.0
package io.sallyport.dns.internal.wire;

/** Where the parts of a header stand (RFC 1035 §4.1.1, RFC 4035 §3.2 for AD and CD). */
public final class Header {

  /** Bytes of a header. */
  public static final int LENGTH = 12;

  static final int RESPONSE = 0x8000;
  static final int OPCODE = 0x7800;
  static final int TRUNCATED = 0x0200;
  static final int RECURSION_DESIRED = 0x0100;
  static final int RECURSION_AVAILABLE = 0x0080;
  static final int AUTHENTIC = 0x0020;
  static final int CHECKING_DISABLED = 0x0010;
  static final int RCODE = 0x000f;

  private Header() {}

  static int short16(byte[] message, int at) {
    return (message[at] & 0xff) << 8 | message[at + 1] & 0xff;
  }

  static long int32(byte[] message, int at) {
    return (long) short16(message, at) << 16 | short16(message, at + 2);
  }

  static void put16(byte[] message, int at, int value) {
    message[at] = (byte) (value >> 8);
    message[at + 1] = (byte) value;
  }

  static void put32(byte[] message, int at, long value) {
    put16(message, at, (int) (value >> 16) & 0xffff);
    put16(message, at + 2, (int) value & 0xffff);
  }
}
