// SPDX-License-Identifier: Apache-2.0
package io.sallyport.policy.internal.match;

import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The networks of one field; asking costs the same for four and for a million. Immutable. */
public final class CidrSet {

  /** Below this, comparing each is as fast as a table and far smaller. */
  private static final int FEW = 4;

  private final List<Cidr> all;
  private final @Nullable CidrTable table;

  /** A set of networks; repeated ones count once. */
  public CidrSet(List<Cidr> networks) {
    all = List.copyOf(new LinkedHashSet<>(networks));
    table = all.size() <= FEW ? null : new CidrTable(all);
  }

  /** All of them, in the order in which they were written. */
  public List<Cidr> all() {
    return all;
  }

  /** Whether an address is in one of them. */
  public boolean contains(Ip ip) {
    if (table == null) {
      for (int i = 0; i < all.size(); i++) {
        if (all.get(i).contains(ip)) {
          return true;
        }
      }
      return false;
    }
    for (int length : table.lengths(ip.v6())) {
      if (table.find(ip, length) >= 0) {
        return true;
      }
    }
    return false;
  }

  /** The longest of them that an address is in; null if it is in none. For people. */
  public @Nullable Cidr longest(Ip ip) {
    Cidr longest = null;
    for (var cidr : all) {
      if (cidr.contains(ip) && (longest == null || longest.length() < cidr.length())) {
        longest = cidr;
      }
    }
    return longest;
  }
}
