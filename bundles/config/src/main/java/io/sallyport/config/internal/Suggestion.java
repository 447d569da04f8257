// SPDX-License-Identifier: Apache-2.0
package io.sallyport.config.internal;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** "Did you mean". */
final class Suggestion {

  private Suggestion() {}

  /** {@code "; did you mean "x"?"}, or nothing where no word is near. */
  static String near(String word, Collection<String> words) {
    if (word.length() > 100) {
      return "";
    }
    int limit = word.length() <= 4 ? 1 : 2;
    return words.stream()
        .filter(candidate -> distance(word, candidate) <= limit)
        .min(Comparator.comparingInt(candidate -> distance(word, candidate)))
        .map(candidate -> "; did you mean \"" + candidate + "\"?")
        .orElse("");
  }

  /** Levenshtein's distance, where case and the kind of dash count for nothing. */
  static int distance(String one, String other) {
    String a = plain(one);
    String b = plain(other);
    int[] row = new int[b.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int above = row[j];
        int swap = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(swap, 1 + Math.min(above, row[j - 1]));
        diagonal = above;
      }
    }
    return row[b.length()];
  }

  private static String plain(String word) {
    return word.toLowerCase(Locale.ROOT).replace('-', '_');
  }
}
