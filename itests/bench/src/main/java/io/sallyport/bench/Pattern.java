// SPDX-License-Identifier: Apache-2.0
package io.sallyport.bench;

import java.nio.ByteBuffer;

/**
 * Bytes that tell where in their stream they belong: a pseudo-random block of prime length,
 * repeated, begun elsewhere in every stream. An instance belongs to one thread.
 */
final class Pattern {

  /** The most that is sent or compared at a time, in bytes. */
  static final int CHUNK = 256 << 10;

  private static final int PERIOD = 131_071;
  private static final ByteBuffer BLOCK = block();

  private final ByteBuffer view = BLOCK.duplicate();

  private static ByteBuffer block() {
    var block = ByteBuffer.allocateDirect(PERIOD + CHUNK);
    long x = 0x9E3779B97F4A7C15L;
    for (int i = 0; i < PERIOD; i++) {
      x ^= x << 13;
      x ^= x >>> 7;
      x ^= x << 17;
      block.put(i, (byte) (x >>> 24));
    }
    for (int i = 0; i < CHUNK; i++) {
      block.put(PERIOD + i, block.get(i % PERIOD));
    }
    return block;
  }

  /** Where a stream begins, so that bytes of another stream are found wrong. */
  static long start(int stream) {
    return stream * 7919L;
  }

  /**
   * The bytes of a stream from a position on, {@link #CHUNK} of them at most; valid until reused.
   */
  ByteBuffer at(long position, int length) {
    int from = (int) (position % PERIOD);
    return view.clear().position(from).limit(from + Math.min(length, CHUNK));
  }

  /**
   * How many of the remaining bytes are not those that belong to the position. Consumes nothing.
   */
  long wrong(ByteBuffer received, long position) {
    var rest = received.duplicate();
    long wrong = 0;
    while (rest.hasRemaining()) {
      int length = Math.min(rest.remaining(), CHUNK);
      var due = at(position, length);
      var part = rest.slice(rest.position(), length);
      if (part.mismatch(due) >= 0) {
        for (int i = 0; i < length; i++) {
          wrong += part.get(i) == due.get(due.position() + i) ? 0 : 1;
        }
      }
      rest.position(rest.position() + length);
      position += length;
    }
    return wrong;
  }
}
