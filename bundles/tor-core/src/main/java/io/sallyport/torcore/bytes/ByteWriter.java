// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.bytes;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes big-endian values into an array that grows. For messages, not for the data path. */
public final class ByteWriter {

  private byte[] bytes;
  private int size;

  public ByteWriter() {
    this(128);
  }

  /** Begins with room for {@code expected} bytes. */
  public ByteWriter(int expected) {
    this.bytes = new byte[expected];
  }

  public int size() {
    return size;
  }

  public ByteWriter u8(int value) {
    reserve(1);
    bytes[size++] = (byte) value;
    return this;
  }

  public ByteWriter u16(int value) {
    return u8(value >>> 8).u8(value);
  }

  public ByteWriter u32(long value) {
    return u16((int) (value >>> 16)).u16((int) value);
  }

  public ByteWriter u64(long value) {
    return u32(value >>> 32).u32(value);
  }

  public ByteWriter bytes(byte[] value) {
    return bytes(value, 0, value.length);
  }

  public ByteWriter bytes(byte[] value, int offset, int length) {
    reserve(length);
    System.arraycopy(value, offset, bytes, size, length);
    size += length;
    return this;
  }

  /** Writes the characters of a constant of ASCII, without a terminating zero. */
  public ByteWriter ascii(String value) {
    return bytes(value.getBytes(StandardCharsets.US_ASCII));
  }

  public ByteWriter zeros(int count) {
    reserve(count);
    size += count;
    return this;
  }

  /** A copy of what has been written. */
  public byte[] toByteArray() {
    return Arrays.copyOf(bytes, size);
  }

  private void reserve(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(size + more, bytes.length * 2));
    }
  }
}
