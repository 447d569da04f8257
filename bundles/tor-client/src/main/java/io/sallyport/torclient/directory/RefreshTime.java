// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torclient.directory;

import io.sallyport.torcore.netdoc.Lifetime;
import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

/** When a client asks for the next consensus (dir-spec §5.2). */
final class RefreshTime {

  private RefreshTime() {}

  /**
   * A random moment after the caches have had time to fetch the next one, and well before this one
   * ends: three quarters of an interval after it is no longer fresh at the earliest, and when seven
   * eighths of the rest are over at the latest.
   */
  static Instant next(Lifetime lifetime, RandomGenerator random) {
    Instant start = lifetime.freshUntil().plus(lifetime.interval().multipliedBy(3).dividedBy(4));
    long rest = Duration.between(start, lifetime.validUntil()).toSeconds();
    long span = Math.max(1, rest * 7 / 8);
    if (!start.plusSeconds(span).isBefore(lifetime.validUntil())) {
      start = lifetime.validUntil().minusSeconds(span + 1);
    }
    return start.plusSeconds(random.nextLong(span));
  }
}
