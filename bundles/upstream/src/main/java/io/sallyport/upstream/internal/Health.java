// SPDX-License-Identifier: Apache-2.0
package io.sallyport.upstream.internal;

import io.sallyport.api.Availability;
import io.sallyport.api.config.GoDuration;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * What attempts to reach the proxy have shown, without any of its own. After {@value #ENOUGH}
 * failures in a row, and none long ago, the proxy counts as unavailable until an attempt succeeds
 * or {@link #MEMORY} has passed. Nothing is held up by it: it is for people and for groups. Any
 * thread.
 */
final class Health {

  /** Failures in a row. */
  static final int ENOUGH = 5;

  /** How long the last failure counts. */
  static final Duration MEMORY = Duration.ofSeconds(30);

  private final LongSupplier clock;
  private int failures;
  private long last;
  private String why = "";

  /**
   * @param clock nanoseconds
   */
  Health(LongSupplier clock) {
    this.clock = clock;
  }

  synchronized void succeeded() {
    failures = 0;
  }

  synchronized void failed(String message) {
    failures++;
    last = clock.getAsLong();
    why = message;
  }

  synchronized Availability availability() {
    var since = Duration.ofNanos(clock.getAsLong() - last);
    if (failures < ENOUGH || since.compareTo(MEMORY) > 0) {
      return Availability.AVAILABLE;
    }
    return new Availability.Unavailable(
        "failed "
            + failures
            + " times in a row, last "
            + GoDuration.format(Duration.ofSeconds(since.toSeconds()))
            + " ago: "
            + why);
  }
}
