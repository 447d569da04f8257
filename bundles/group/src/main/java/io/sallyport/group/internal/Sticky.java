// SPDX-License-Identifier: Apache-2.0
package io.sallyport.group.internal;

import io.sallyport.api.Flow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code sticky-sessions}: a source goes to a host by the member that it went by before, ten
 * minutes long after its last flow; a new pair goes in turn. The table is bounded: the pair that
 * was not heard of for longest is forgotten.
 */
final class Sticky implements Choice {

  static final int MOST = 4096;
  static final long KEPT_NANOS = 600_000_000_000L;

  private record Pair(String source, String host) {}

  private record Bound(String member, long until) {}

  private final Choice turn = new Balances.InTurn();
  private final LongSupplier nanos;
  // In the order of the last landing, which with one time to live is the order of expiry.
  private final LinkedHashMap<Pair, Bound> table = new LinkedHashMap<>();

  Sticky(LongSupplier nanos) {
    this.nanos = nanos;
  }

  private static Pair pair(Flow flow) {
    var source = flow.origin().source();
    return new Pair(
        source.getAddress() == null ? source.getHostString() : source.getAddress().getHostAddress(),
        flow.destination().host());
  }

  @Override
  public List<Member> order(List<Member> members, @Nullable Flow flow) {
    var bound = flow == null ? null : bound(pair(flow));
    for (var member : members) {
      if (member.tag().equals(bound)) {
        var order = new ArrayList<Member>(members.size());
        order.add(member);
        members.stream().filter(other -> other != member).forEach(order::add);
        return order;
      }
    }
    return turn.order(members, flow);
  }

  private synchronized @Nullable String bound(Pair pair) {
    var bound = table.get(pair);
    return bound == null || nanos.getAsLong() - bound.until() >= 0 ? null : bound.member();
  }

  @Override
  public synchronized void landed(Flow flow, Member member) {
    long now = nanos.getAsLong();
    var pair = pair(flow);
    table.remove(pair);
    table.put(pair, new Bound(member.tag(), now + KEPT_NANOS));
    var oldest = table.values().iterator();
    while (oldest.hasNext()) {
      var bound = oldest.next();
      if (table.size() <= MOST && now - bound.until() < 0) {
        break;
      }
      oldest.remove();
    }
  }

  synchronized int size() {
    return table.size();
  }

  @Override
  public boolean single() {
    return false;
  }
}
