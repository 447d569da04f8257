// SPDX-License-Identifier: Apache-2.0
package io.sallyport.itest.harness;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * Bytes each of which depends on its position and on a seed, so that one lost, doubled, swapped or
 * from another stream is found where it is.
 */
public final class Pattern {

  private static final int CHUNK = 64 * 1024;

  private Pattern() {}

  /** The byte at a position. */
  public static byte at(long seed, long position) {
    long mixed = (position >>> 3) * 0x9E3779B97F4A7C15L + seed * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 29)) * 0x94D049BB133111EBL;
    return (byte) (mixed >>> ((position & 7) * 8));
  }

  /** Writes the first {@code length} bytes. */
  public static void write(OutputStream out, long seed, long length) throws IOException {
    write(out, seed, 0, length);
  }

  /** Writes {@code length} bytes from a position on. */
  public static void write(OutputStream out, long seed, long from, long length) throws IOException {
    var chunk = new byte[CHUNK];
    for (long done = 0; done < length; ) {
      int now = (int) Math.min(CHUNK, length - done);
      for (int i = 0; i < now; i++) {
        chunk[i] = at(seed, from + done + i);
      }
      out.write(chunk, 0, now);
      done += now;
    }
    out.flush();
  }

  /** Reads and checks the first {@code length} bytes. */
  public static void check(InputStream in, long seed, long length) throws IOException {
    check(in, seed, 0, length);
  }

  /**
   * Reads and checks {@code length} bytes from a position on.
   *
   * @throws EOFException if they end too early
   * @throws AssertionError naming the first byte that is wrong
   */
  public static void check(InputStream in, long seed, long from, long length) throws IOException {
    var chunk = new byte[CHUNK];
    for (long done = 0; done < length; ) {
      int got = in.read(chunk, 0, (int) Math.min(CHUNK, length - done));
      if (got < 0) {
        throw new EOFException("ends after " + (from + done) + " of " + (from + length) + " bytes");
      }
      for (int i = 0; i < got; i++) {
        if (chunk[i] != at(seed, from + done + i)) {
          throw new AssertionError("wrong byte at position " + (from + done + i));
        }
      }
      done += got;
    }
  }

  /** Reads and checks until the end of the stream; returns how many bytes came. */
  public static long checkToEnd(InputStream in, long seed) throws IOException {
    var chunk = new byte[CHUNK];
    long done = 0;
    for (int got; (got = in.read(chunk)) >= 0; done += got) {
      for (int i = 0; i < got; i++) {
        if (chunk[i] != at(seed, done + i)) {
          throw new AssertionError("wrong byte at position " + (done + i));
        }
      }
    }
    return done;
  }
}
