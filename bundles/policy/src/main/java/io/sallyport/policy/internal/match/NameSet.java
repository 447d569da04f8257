// SPDX-License-Identifier: Apache-2.0
package io.sallyport.policy.internal.match;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The names of one field; asking costs the same for four and for a million. Immutable. */
public final class NameSet {

  /** Below this, comparing each is as fast as a table and far smaller. */
  private static final int FEW = 4;

  private static final byte SELF = 1;
  private static final byte BELOW = 2;

  private final List<NamePattern> all;
  private final @Nullable NameTable table;
  private final byte[] kinds;

  /** A set of names; repeated ones count once. */
  public NameSet(List<NamePattern> patterns) {
    all = List.copyOf(new LinkedHashSet<>(patterns));
    if (all.size() <= FEW) {
      table = null;
      kinds = new byte[0];
      return;
    }
    var merged = new LinkedHashMap<String, Byte>();
    for (var pattern : all) {
      byte kind = (byte) ((pattern.self() ? SELF : 0) | (pattern.below() ? BELOW : 0));
      merged.merge(pattern.name(), kind, (a, b) -> (byte) (a | b));
    }
    table = new NameTable(merged.keySet());
    kinds = new byte[merged.size()];
    int ordinal = 0;
    for (byte kind : merged.values()) {
      kinds[ordinal++] = kind;
    }
  }

  /** All of them, in the order in which they were written. */
  public List<NamePattern> all() {
    return all;
  }

  /** Whether one of them matches a host name in lower case. */
  public boolean contains(String host) {
    if (table == null) {
      for (int i = 0; i < all.size(); i++) {
        if (all.get(i).matches(host)) {
          return true;
        }
      }
      return false;
    }
    int hash = 0;
    for (int i = host.length() - 1; i >= 0; i--) {
      char c = host.charAt(i);
      if (c == '.' && is(table.find(host, i + 1, host.length(), hash), BELOW)) {
        return true;
      }
      hash = NameTable.extend(hash, c);
    }
    return is(table.find(host, 0, host.length(), hash), SELF);
  }

  private boolean is(int ordinal, byte kind) {
    return ordinal >= 0 && (kinds[ordinal] & kind) != 0;
  }

  /** The first of them that matches; null if none does. For people. */
  public @Nullable NamePattern first(String host) {
    for (var pattern : all) {
      if (pattern.matches(host)) {
        return pattern;
      }
    }
    return null;
  }
}
