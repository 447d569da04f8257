// SPDX-License-Identifier: Apache-2.0
package io.sallyport.policy.internal.index;

import java.util.Arrays;
import java.util.SortedMap;

/** Rules by port. */
final class PortIndex {

  private final int[] ports;
  private final int[][] rules;

  PortIndex(SortedMap<Integer, Postings> rules) {
    this.ports = rules.keySet().stream().mapToInt(Integer::intValue).toArray();
    this.rules = Postings.of(rules.values());
  }

  void gather(int port, Candidates into) {
    int found = Arrays.binarySearch(ports, port);
    if (found >= 0) {
      into.add(rules[found]);
    }
  }
}
