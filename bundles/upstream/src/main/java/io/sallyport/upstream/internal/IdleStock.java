// SPDX-License-Identifier: Apache-2.0
package io.sallyport.upstream.internal;

import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The connections of a {@link Pool} that are ready, oldest first, and how many there should be:
 * {@code min_idle}, and one more for each request of the sessions that run which found nothing
 * ready, up to {@code max_idle}. Guarded by the pool's monitor.
 */
final class IdleStock {

  private final PoolLimits limits;
  private final Deque<IdleConnection> idle = new ArrayDeque<>();
  private int lent;
  private int extra;

  IdleStock(PoolLimits limits) {
    this.limits = limits;
  }

  int size() {
    return idle.size();
  }

  /** How many more there should be; negative for fewer. */
  int missing() {
    return limits.minIdle() + extra - idle.size();
  }

  void add(IdleConnection connection) {
    idle.add(connection);
  }

  /** Whether it was there. */
  boolean remove(IdleConnection connection) {
    return idle.remove(connection);
  }

  /** Takes the oldest, to make room. */
  @Nullable IdleConnection oldest() {
    return idle.pollFirst();
  }

  /**
   * Takes the youngest of those on the loop, else of all: a hop between loops costs no round trip.
   *
   * @param movable whether a connection can change its loop
   */
  @Nullable IdleConnection take(EventLoop loop, boolean movable) {
    for (var each = idle.descendingIterator(); each.hasNext(); ) {
      var candidate = each.next();
      if (candidate.channel.eventLoop() == loop) {
        each.remove();
        return candidate;
      }
    }
    return movable ? idle.pollLast() : null;
  }

  /** A session has a connection. */
  void lent(boolean wasReady) {
    lent++;
    if (!wasReady && limits.minIdle() + extra < limits.maxIdle()) {
      extra++;
    }
  }

  /** A session is over. */
  void returned() {
    lent--;
  }

  /** One has grown old unused: there are more than are needed. */
  void aged() {
    extra = Math.max(0, extra - 1);
  }

  /** Takes out what nobody needs: after the last session all beyond {@code min_idle}. */
  List<IdleConnection> surplus() {
    var surplus = new ArrayList<IdleConnection>();
    if (lent == 0) {
      extra = 0;
      while (idle.size() > limits.minIdle()) {
        surplus.add(idle.removeFirst());
      }
    }
    return surplus;
  }

  /** Takes out all. */
  List<IdleConnection> clear() {
    var all = List.copyOf(idle);
    idle.clear();
    return all;
  }
}
