// SPDX-License-Identifier: Apache-2.0
package io.sallyport.policy.internal.match;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Fields of a rule of which one must match.
 *
 * @param items at least one
 */
public record Group(List<Item> items) {

  public Group {
    items = List.copyOf(items);
  }

  /** Whether one of them matches. */
  boolean matches(Subject subject) {
    for (int i = 0; i < items.size(); i++) {
      if (items.get(i).matches(subject)) {
        return true;
      }
    }
    return false;
  }

  /** Whether and why, for people. */
  Verdict explain(Subject subject) {
    for (var item : items) {
      if (item.matches(subject)) {
        return new Verdict(true, item.found(subject));
      }
    }
    String why = items.stream().map(item -> item.missed(subject)).collect(Collectors.joining("; "));
    return new Verdict(false, why);
  }

  /** As it was written. */
  String text() {
    String all =
        items.stream()
            .map(item -> item.field() + ": " + item.values())
            .collect(Collectors.joining(" or "));
    return items.size() == 1 ? all : "(" + all + ")";
  }
}
