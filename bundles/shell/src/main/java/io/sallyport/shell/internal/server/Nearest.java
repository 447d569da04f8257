// SPDX-License-Identifier: Apache-2.0
package io.sallyport.shell.internal.server;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** The word that somebody may have meant. */
final class Nearest {

  private static final int LONGEST = 64;

  private Nearest() {}

  /**
   * The shortest that begins with the word; else the nearest by edit distance, if it is near: a
   * third of the word, or two letters.
   */
  static Optional<String> of(String word, Collection<String> known) {
    if (word.length() > LONGEST) {
      return Optional.empty();
    }
    var begun =
        known.stream()
            .filter(one -> word.length() > 1 && one.startsWith(word))
            .min(Comparator.comparingInt(String::length));
    if (begun.isPresent()) {
      return begun;
    }
    String best = null;
    int least = Math.max(2, word.length() / 3) + 1;
    for (String one : known) {
      int distance = Math.abs(one.length() - word.length());
      if (distance < least) {
        distance = distance(word, one);
      }
      if (distance < least) {
        least = distance;
        best = one;
      }
    }
    return Optional.ofNullable(best);
  }

  /** Levenshtein's, in two rows. */
  private static int distance(String a, String b) {
    int[] above = new int[b.length() + 1];
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      above[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(change, Math.min(above[j], row[j - 1]) + 1);
      }
      int[] swap = above;
      above = row;
      row = swap;
    }
    return above[b.length()];
  }
}
