// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.netdoc;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Remembers what stretches of a document have been read as: thousands of relays share a few
 * versions, protocol lists and policies. Of fixed size; what collides is read again.
 */
final class Interned<T> {

  private static final int SLOTS = 1024;

  /** Reads a stretch. */
  interface Reader<T> {
    T read() throws NetdocException;
  }

  private final byte[] data;
  private final int[] starts = new int[SLOTS];
  private final int[] ends = new int[SLOTS];
  private final @Nullable Object[] values = new Object[SLOTS];

  Interned(byte[] data) {
    this.data = data;
  }

  @SuppressWarnings("unchecked")
  T get(int from, int to, Reader<T> reader) throws NetdocException {
    int hash = 1;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + data[i];
    }
    int slot = (hash ^ hash >>> 15) & SLOTS - 1;
    var known = values[slot];
    if (known != null && Arrays.equals(data, starts[slot], ends[slot], data, from, to)) {
      return (T) known;
    }
    T value = reader.read();
    starts[slot] = from;
    ends[slot] = to;
    values[slot] = value;
    return value;
  }
}
