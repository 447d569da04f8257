// SPDX-License-Identifier: Apache-2.0
package io.sallyport.upstream.internal;

import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The connections of a {@link Pool} that are being made ready for nobody yet, some at a time, and
 * the pauses after those that failed. Guarded by the pool's monitor.
 */
final class Filling {

  /** Connections being made ready at a time. */
  private static final int MOST = 8;

  private final Backoff backoff;
  private final Set<Future<Channel>> begun = new HashSet<>();
  private int starting;
  private boolean pausing;

  Filling(Backoff backoff) {
    this.backoff = backoff;
  }

  /** Of so many that are wanted, how many should be begun now; each must be told to be begun. */
  int reserve(int wanted, int room) {
    int pending = begun.size() + starting;
    int some = pausing ? 0 : Math.min(Math.min(wanted - pending, MOST - pending), room);
    some = Math.max(some, 0);
    starting += some;
    return some;
  }

  void begun(Future<Channel> opening) {
    starting--;
    begun.add(opening);
  }

  void ended(Future<Channel> opening) {
    begun.remove(opening);
  }

  /** A connection, of whatever kind, has become ready. */
  void succeeded() {
    backoff.succeeded();
  }

  /** One has failed: for how long to pause; null if there is a pause already. */
  @Nullable Duration failed() {
    if (pausing) {
      return null;
    }
    pausing = true;
    return backoff.failed();
  }

  void pauseIsOver() {
    pausing = false;
  }

  /** Those that could be cancelled. */
  List<Future<Channel>> pending() {
    return List.copyOf(begun);
  }
}
