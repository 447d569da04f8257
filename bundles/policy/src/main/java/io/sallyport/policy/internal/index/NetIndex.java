// SPDX-License-Identifier: Apache-2.0
package io.sallyport.policy.internal.index;

import io.sallyport.policy.internal.match.Cidr;
import io.sallyport.policy.internal.match.CidrTable;
import io.sallyport.policy.internal.match.Ip;
import java.util.Map;

/** Rules by network. */
final class NetIndex {

  private final CidrTable table;
  private final int[][] rules;

  NetIndex(Map<Cidr, Postings> rules) {
    this.table = new CidrTable(rules.keySet());
    this.rules = Postings.of(rules.values());
  }

  boolean isEmpty() {
    return rules.length == 0;
  }

  void gather(Ip[] addresses, Candidates into) {
    for (Ip ip : addresses) {
      for (int length : table.lengths(ip.v6())) {
        int found = table.find(ip, length);
        if (found >= 0) {
          into.add(rules[found]);
        }
      }
    }
  }
}
