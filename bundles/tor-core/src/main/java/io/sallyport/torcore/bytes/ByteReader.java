// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.bytes;

import io.sallyport.torcore.bytes.ProtocolViolation.Reason;
import java.util.Arrays;
import java.util.Objects;

/**
 * Reads big-endian values from a slice of a byte array that it does not copy. Every method throws
 * {@link ProtocolViolation} with {@link Reason#TRUNCATED}, and leaves the position alone, when the
 * slice ends too early.
 */
public final class ByteReader {

  private final byte[] bytes;
  private final int end;
  private int position;

  /** Reads the whole array. */
  public ByteReader(byte[] bytes) {
    this(bytes, 0, bytes.length);
  }

  /**
   * Reads a slice.
   *
   * @throws IndexOutOfBoundsException if there is no such slice
   */
  public ByteReader(byte[] bytes, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    this.bytes = bytes;
    this.position = offset;
    this.end = offset + length;
  }

  /** How many bytes are left. */
  public int remaining() {
    return end - position;
  }

  /** Index of the next byte in the underlying array. */
  public int position() {
    return position;
  }

  public int u8() throws ProtocolViolation {
    return bytes[advance(1)] & 0xff;
  }

  public int u16() throws ProtocolViolation {
    int at = advance(2);
    return (bytes[at] & 0xff) << 8 | (bytes[at + 1] & 0xff);
  }

  /** Four bytes as a number from 0 to 2^32 - 1. */
  public long u32() throws ProtocolViolation {
    int at = advance(4);
    return (bytes[at] & 0xffL) << 24
        | (bytes[at + 1] & 0xff) << 16
        | (bytes[at + 2] & 0xff) << 8
        | (bytes[at + 3] & 0xff);
  }

  /** A copy of the next {@code length} bytes. */
  public byte[] bytes(int length) throws ProtocolViolation {
    int at = advance(length);
    return Arrays.copyOfRange(bytes, at, at + length);
  }

  /** A copy of all that is left. */
  public byte[] rest() {
    byte[] rest = Arrays.copyOfRange(bytes, position, end);
    position = end;
    return rest;
  }

  /** A reader of the next {@code length} bytes, which this one passes over. */
  public ByteReader slice(int length) throws ProtocolViolation {
    int at = advance(length);
    return new ByteReader(bytes, at, length);
  }

  /** Passes over {@code length} bytes. */
  public void skip(int length) throws ProtocolViolation {
    advance(length);
  }

  /** Throws {@link Reason#MALFORMED} unless everything has been read. */
  public void end(String what) throws ProtocolViolation {
    if (position != end) {
      throw new ProtocolViolation(
          Reason.MALFORMED, what + " has " + remaining() + " bytes too many");
    }
  }

  private int advance(int length) throws ProtocolViolation {
    if (length < 0 || length > end - position) {
      throw new ProtocolViolation(
          Reason.TRUNCATED, "wanted " + length + " bytes where " + remaining() + " are left");
    }
    int at = position;
    position += length;
    return at;
  }
}
