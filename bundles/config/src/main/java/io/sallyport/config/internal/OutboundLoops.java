// SPDX-License-Identifier: Apache-2.0
package io.sallyport.config.internal;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Finds outbounds that lead back to themselves: a detour by a detour, a group within itself, or
 * both in one circle. A flow that took such a way would never leave.
 */
final class OutboundLoops {

  private final Function<String, List<String>> references;

  /**
   * @param references the outbounds that the outbound with a tag names; none for one that is not
   *     known
   */
  OutboundLoops(Function<String, List<String>> references) {
    this.references = references;
  }

  /**
   * The way from an outbound back to itself.
   *
   * @param first an outbound that it names
   * @return the tags on the way, it first and last; null if that outbound does not lead back
   */
  @Nullable List<String> back(String tag, String first) {
    var way = new ArrayList<>(List.of(tag));
    return leads(first, tag, way, new HashSet<>()) ? way : null;
  }

  /** Depth first; each outbound is looked at once, whatever the number of ways to it. */
  private boolean leads(String from, String to, List<String> way, Set<String> seen) {
    way.add(from);
    if (from.equals(to)) {
      return true;
    }
    if (seen.add(from)) {
      for (String next : references.apply(from)) {
        if (leads(next, to, way, seen)) {
          return true;
        }
      }
    }
    way.removeLast();
    return false;
  }
}
