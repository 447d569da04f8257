// SPDX-License-Identifier: Apache-2.0
package io.sallyport.session.internal.sniff.protocol;

import io.netty.buffer.ByteBuf;

/**
 * A reading position between two bounds: where the structure ends by its own account, and where the
 * received bytes end. To pass the first is {@link Stop#WRONG}, the second {@link Stop#SHORT}. Reads
 * by absolute index only, so the buffer's own indices never move.
 */
final class Cursor {

  private final ByteBuf bytes;
  private final int end;
  private final int received;
  private int at;

  /** Over {@code length} bytes from {@code at}, of which those before {@code received} exist. */
  private Cursor(ByteBuf bytes, int at, int end, int received) {
    this.bytes = bytes;
    this.at = at;
    this.end = end;
    this.received = received;
  }

  /** Over the readable bytes, the first of what may become {@code most} bytes. */
  static Cursor upTo(int most, ByteBuf bytes) {
    int from = bytes.readerIndex();
    return new Cursor(bytes, from, from + most, from + Math.min(most, bytes.readableBytes()));
  }

  /** Over the readable bytes, which are all that there will be. */
  static Cursor whole(ByteBuf bytes) {
    return upTo(bytes.readableBytes(), bytes);
  }

  int position() {
    return at;
  }

  /** Bytes to the end of the structure, received or not. */
  int left() {
    return end - at;
  }

  /** Bytes that are there. */
  int here() {
    return Math.max(0, Math.min(received, end) - at);
  }

  int u8() throws Stop {
    require(1);
    return bytes.getUnsignedByte(at++);
  }

  int u16() throws Stop {
    require(2);
    at += 2;
    return bytes.getUnsignedShort(at - 2);
  }

  int u24() throws Stop {
    require(3);
    at += 3;
    return bytes.getUnsignedMedium(at - 3);
  }

  long u32() throws Stop {
    require(4);
    at += 4;
    return bytes.getUnsignedInt(at - 4);
  }

  /** A QUIC variable-length integer (RFC 9000 §16). */
  long varint() throws Stop {
    require(1);
    int length = 1 << (bytes.getUnsignedByte(at) >> 6);
    require(length);
    long value = bytes.getUnsignedByte(at) & 0x3f;
    for (int i = 1; i < length; i++) {
      value = value << 8 | bytes.getUnsignedByte(at + i);
    }
    at += length;
    return value;
  }

  void skip(int count) throws Stop {
    require(count);
    at += count;
  }

  /**
   * The next {@code count} bytes as a structure of its own, which need not have been received whole
   * yet; this cursor moves behind it.
   */
  Cursor part(long count) throws Stop {
    Stop.unless(count <= left());
    var part = new Cursor(bytes, at, at + (int) count, received);
    at += (int) count;
    return part;
  }

  /** Copies what is left, all of which must be there. */
  byte[] take() throws Stop {
    require(left());
    var copy = new byte[left()];
    bytes.getBytes(at, copy);
    at = end;
    return copy;
  }

  private void require(int count) throws Stop {
    Stop.unless(count <= left());
    if (at + count > received) {
      throw Stop.SHORT;
    }
  }
}
