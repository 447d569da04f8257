// SPDX-License-Identifier: Apache-2.0
package io.sallyport.group.internal;

import io.sallyport.api.Flow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code urltest}: the least delay first. The member in use stays while no other is faster by more
 * than the tolerance, as in sing-box; members without a delay come last.
 */
final class Fastest implements Choice {

  private final int tolerance;
  private volatile @Nullable Member current;

  /** The tolerance in milliseconds. */
  Fastest(int tolerance) {
    this.tolerance = tolerance;
  }

  private record Timed(Member member, long delay) {}

  @Override
  public List<Member> order(List<Member> members, @Nullable Flow flow) {
    // Delays change while we sort: each is read once.
    var timed = new ArrayList<Timed>(members.size());
    for (var member : members) {
      long delay = member.delay();
      timed.add(new Timed(member, delay == Member.UNKNOWN ? Long.MAX_VALUE : delay));
    }
    timed.sort(Comparator.comparingLong(Timed::delay));
    long least = timed.getFirst().delay();
    var used = current;
    for (int i = 1; i < timed.size(); i++) {
      var one = timed.get(i);
      if (one.member() == used
          && one.delay() != Long.MAX_VALUE
          && one.delay() - tolerance <= least) {
        timed.addFirst(timed.remove(i));
        break;
      }
    }
    if (timed.getFirst().delay() != Long.MAX_VALUE) {
      current = timed.getFirst().member();
    }
    return timed.stream().map(Timed::member).toList();
  }
}
