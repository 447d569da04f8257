// SPDX-License-Identifier: Apache-2.0
package io.sallyport.group.internal;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/**
 * Groups within groups. Files that form a loop are refused; this is the guard for what no file
 * says: outbounds that come and go, and two of one tag.
 */
final class Nesting {

  /** Nobody nests so deep on purpose. */
  static final int DEEPEST = 8;

  private Nesting() {}

  /** Whether a way down from a group comes back to one that it passed, or is too long. */
  static boolean circular(Group group) {
    return circular(group, new ArrayDeque<>(), new HashSet<>());
  }

  private static boolean circular(Group group, Deque<Group> path, Set<Group> cleared) {
    if (cleared.contains(group)) {
      return false;
    }
    if (path.contains(group) || path.size() == DEEPEST) {
      return true;
    }
    path.push(group);
    for (var way : group.present()) {
      if (way.outbound() instanceof Group inner && circular(inner, path, cleared)) {
        return true;
      }
    }
    path.pop();
    cleared.add(group);
    return false;
  }
}
