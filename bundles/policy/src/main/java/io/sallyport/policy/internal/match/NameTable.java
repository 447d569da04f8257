// SPDX-License-Identifier: Apache-2.0
package io.sallyport.policy.internal.match;

import java.util.Collection;

/**
 * Names by hash. The hash runs from the end of a name, so that one pass over a host name meets the
 * hash of each of its suffixes, without making a string of any. Immutable.
 */
public final class NameTable {

  private final String[] names;

  /** Ordinal plus one; 0 for an empty slot. */
  private final int[] slots;

  private final int mask;

  /** A table of distinct names; the ordinal of each is its place in the iteration. */
  public NameTable(Collection<String> distinct) {
    names = distinct.toArray(String[]::new);
    slots = new int[Integer.highestOneBit(Math.max(names.length, 1) * 2) * 2];
    mask = slots.length - 1;
    for (int ordinal = 0; ordinal < names.length; ordinal++) {
      int slot = spread(hash(names[ordinal]));
      while (slots[slot] != 0) {
        slot = (slot + 1) & mask;
      }
      slots[slot] = ordinal + 1;
    }
  }

  /** The hash of a name with one more character before it. */
  public static int extend(int hash, char before) {
    return hash * 31 + before;
  }

  /**
   * Looks up {@code text[start, end)}.
   *
   * @param hash of that part, made with {@link #extend} from its end, beginning with 0
   * @return its ordinal, or -1
   */
  public int find(String text, int start, int end, int hash) {
    int length = end - start;
    for (int slot = spread(hash); slots[slot] != 0; slot = (slot + 1) & mask) {
      String name = names[slots[slot] - 1];
      if (name.length() == length && text.startsWith(name, start)) {
        return slots[slot] - 1;
      }
    }
    return -1;
  }

  private int spread(int hash) {
    int mixed = hash * 0x9e37_79b9;
    return (mixed ^ mixed >>> 15) & mask;
  }

  private static int hash(String name) {
    int hash = 0;
    for (int i = name.length() - 1; i >= 0; i--) {
      hash = extend(hash, name.charAt(i));
    }
    return hash;
  }
}
