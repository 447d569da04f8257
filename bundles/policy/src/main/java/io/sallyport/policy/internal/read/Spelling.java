// SPDX-License-Identifier: Apache-2.0
package io.sallyport.policy.internal.read;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** What a word that is not known may have been meant to be. */
final class Spelling {

  private Spelling() {}

  /** The nearest of the known words; null if none is near. */
  static @Nullable String nearest(String word, Collection<String> known) {
    // Nobody types a key of this length by mistake, and the distance is quadratic.
    if (word.length() > 64) {
      return null;
    }
    String plain = word.toLowerCase(java.util.Locale.ROOT).replace('-', '_');
    String nearest = null;
    int least = Integer.MAX_VALUE;
    for (String candidate : known) {
      int distance = distance(plain, candidate.replace('-', '_'));
      if (distance < least) {
        least = distance;
        nearest = candidate;
      }
    }
    return least <= Math.max(1, word.length() / 3) ? nearest : null;
  }

  // Levenshtein, with two neighbours exchanged counting once.
  private static int distance(String a, String b) {
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          cost[i][j] = i + j;
          continue;
        }
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        int least = Math.min(cost[i - 1][j] + 1, cost[i][j - 1] + 1);
        least = Math.min(least, cost[i - 1][j - 1] + change);
        boolean exchanged =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        cost[i][j] = exchanged ? Math.min(least, cost[i - 2][j - 2] + 1) : least;
      }
    }
    return cost[a.length()][b.length()];
  }
}
