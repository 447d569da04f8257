// SPDX-License-Identifier: Apache-2.0
package io.sallyport.group.internal;

import io.sallyport.api.Flow;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The strategies of {@code loadbalance} that remember nothing of a flow. */
final class Balances {

  private Balances() {}

  /** {@code round-robin}: each in turn. */
  static final class InTurn implements Choice {
    private final AtomicInteger turn = new AtomicInteger();

    @Override
    public List<Member> order(List<Member> members, @Nullable Flow flow) {
      // A question without a flow takes nobody's turn.
      int now = flow == null ? turn.get() : turn.getAndIncrement();
      int first = Math.floorMod(now, members.size());
      var order = new ArrayList<Member>(members.size());
      order.addAll(members.subList(first, members.size()));
      order.addAll(members.subList(0, first));
      return order;
    }

    @Override
    public boolean single() {
      return false;
    }
  }

  /** {@code least-connections}: who carries the fewest live streams; among equals, in turn. */
  static final class LeastStreams implements Choice {
    private final InTurn turn = new InTurn();

    private record Loaded(Member member, int streams) {}

    @Override
    public List<Member> order(List<Member> members, @Nullable Flow flow) {
      // Counts change while we sort: each is read once.
      return turn.order(members, flow).stream()
          .map(member -> new Loaded(member, member.streams().count()))
          .sorted(Comparator.comparingInt(Loaded::streams))
          .map(Loaded::member)
          .toList();
    }

    @Override
    public boolean single() {
      return false;
    }
  }

  /**
   * {@code consistent-hashing}: by destination host, by the highest random weight (Thaler and
   * Ravishankar, 1998): the loss of a member moves its own hosts only.
   */
  static final class Hashed implements Choice {

    private record Weighed(Member member, long weight) {}

    @Override
    public List<Member> order(List<Member> members, @Nullable Flow flow) {
      if (flow == null) {
        return members;
      }
      long host = hash(flow.destination().host());
      return members.stream()
          .map(member -> new Weighed(member, mix(host ^ mix(hash(member.tag())))))
          .sorted(Comparator.comparingLong(Weighed::weight).reversed())
          .map(Weighed::member)
          .toList();
    }

    @Override
    public boolean single() {
      return false;
    }
  }

  /** FNV-1a, 64 bits. */
  private static long hash(String text) {
    long hash = 0xcbf29ce484222325L;
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
    }
    return hash;
  }

  /** The finalizer of SplitMix64: every bit of the input moves every bit of the output. */
  private static long mix(long value) {
    long z = value + 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
