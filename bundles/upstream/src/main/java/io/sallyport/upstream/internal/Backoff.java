// SPDX-License-Identifier: Apache-2.0
package io.sallyport.upstream.internal;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait after failures in a row: twice as long after each, up to a limit, and of that a
 * random part of at least half, so that many instances do not come back at one moment. Not for
 * concurrent use.
 */
final class Backoff {

  private final Duration first;
  private final Duration limit;
  private final RandomGenerator random;
  private int failures;

  Backoff(Duration first, Duration limit, RandomGenerator random) {
    this.first = first;
    this.limit = limit;
    this.random = random;
  }

  /** Notes a failure; how long to wait now. */
  Duration failed() {
    long whole = first.toNanos() << Math.min(failures, 20);
    failures++;
    long bounded = whole <= 0 ? limit.toNanos() : Math.min(whole, limit.toNanos());
    return Duration.ofNanos(bounded / 2 + random.nextLong(bounded / 2 + 1));
  }

  void succeeded() {
    failures = 0;
  }
}
