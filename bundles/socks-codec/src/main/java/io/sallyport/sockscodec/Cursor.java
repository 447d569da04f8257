// SPDX-License-Identifier: Apache-2.0
package io.sallyport.sockscodec;

import io.netty.buffer.ByteBuf;
import io.sallyport.sockscodec.SocksProtocolException.Violation;

/** Reads ahead in a buffer without moving its reader index before {@link #commit()}. */
final class Cursor {

  private final ByteBuf in;
  private int at;

  Cursor(ByteBuf in) {
    this.in = in;
    this.at = in.readerIndex();
  }

  boolean has(int bytes) {
    return available() >= bytes;
  }

  int available() {
    return in.writerIndex() - at;
  }

  /** The byte at a distance from the cursor, which must be there. */
  int peek(int distance) {
    return in.getUnsignedByte(at + distance);
  }

  int u8() {
    return in.getUnsignedByte(at++);
  }

  int u16() {
    int value = in.getUnsignedShort(at);
    at += 2;
    return value;
  }

  byte[] bytes(int count) {
    var bytes = new byte[count];
    in.getBytes(at, bytes);
    at += count;
    return bytes;
  }

  void skip(int count) {
    at += count;
  }

  /** The version byte, which must be there. */
  void version(int expected) throws SocksProtocolException {
    int found = u8();
    if (found != expected) {
      throw new SocksProtocolException(
          Violation.VERSION, "version " + found + " where " + expected + " is expected");
    }
  }

  /** What was read is gone from the buffer. */
  void commit() {
    in.readerIndex(at);
  }
}
