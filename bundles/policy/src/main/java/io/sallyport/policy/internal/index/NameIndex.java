// SPDX-License-Identifier: Apache-2.0
package io.sallyport.policy.internal.index;

import io.sallyport.policy.internal.match.NamePattern;
import io.sallyport.policy.internal.match.NameTable;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Rules by host name. */
final class NameIndex {

  private final NameTable table;

  /** Per name: the rules that match itself, itself and below, below. */
  private final int[][] exact;

  private final int[][] suffix;
  private final int[][] below;

  NameIndex(Map<NamePattern, Postings> rules) {
    Set<String> distinct = HashSet.newHashSet(rules.size());
    rules.keySet().forEach(pattern -> distinct.add(pattern.name()));
    var names = List.copyOf(distinct);
    table = new NameTable(names);
    exact = column(names, rules, true, false);
    suffix = column(names, rules, true, true);
    below = column(names, rules, false, true);
  }

  private static int[][] column(
      List<String> names, Map<NamePattern, Postings> rules, boolean self, boolean below) {
    return names.stream()
        .map(name -> Postings.of(rules.get(new NamePattern(name, self, below))))
        .toArray(int[][]::new);
  }

  boolean isEmpty() {
    return exact.length == 0;
  }

  void gather(String host, Candidates into) {
    int hash = 0;
    for (int i = host.length() - 1; i >= 0; i--) {
      char c = host.charAt(i);
      if (c == '.') {
        int found = table.find(host, i + 1, host.length(), hash);
        if (found >= 0) {
          into.add(suffix[found]);
          into.add(below[found]);
        }
      }
      hash = NameTable.extend(hash, c);
    }
    int found = table.find(host, 0, host.length(), hash);
    if (found >= 0) {
      into.add(suffix[found]);
      into.add(exact[found]);
    }
  }
}
