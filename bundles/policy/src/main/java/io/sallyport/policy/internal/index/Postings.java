// SPDX-License-Identifier: Apache-2.0
package io.sallyport.policy.internal.index;

import java.util.Arrays;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Indexes of rules, ascending; grows while an index is built. */
final class Postings {

  static final int[] NONE = {};

  private int[] rules = new int[1];
  private int count;

  /** Adds a rule that is not before the last one; the same again counts once. */
  void add(int rule) {
    if (count > 0 && rules[count - 1] == rule) {
      return;
    }
    if (count == rules.length) {
      rules = Arrays.copyOf(rules, count + (count >> 1) + 1);
    }
    rules[count++] = rule;
  }

  /** All of them. */
  int[] toArray() {
    return rules.length == count ? rules : Arrays.copyOf(rules, count);
  }

  static int[] of(@Nullable Postings postings) {
    return postings == null ? NONE : postings.toArray();
  }

  static int[][] of(Collection<Postings> all) {
    return all.stream().map(Postings::toArray).toArray(int[][]::new);
  }
}
