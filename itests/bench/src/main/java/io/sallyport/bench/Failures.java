// SPDX-License-Identifier: Apache-2.0
package io.sallyport.bench;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Counts of what went wrong, by what it was. */
final class Failures {

  private Failures() {}

  static Map<String, Integer> sum(Map<String, Integer> some, Map<String, Integer> more) {
    var sum = new TreeMap<>(some);
    more.forEach((what, count) -> sum.merge(what, count, Integer::sum));
    return sum;
  }

  static String text(Map<String, Integer> failures) {
    return failures.entrySet().stream()
        .map(e -> e.getValue() + " x " + e.getKey())
        .sorted()
        .collect(Collectors.joining(", "));
  }
}
