// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.guard;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What this process knows about reaching one guard. Not kept on disk. */
final class Reachability {

  private @Nullable Instant failingSince;
  private @Nullable Instant lastTried;

  /**
   * Whether it makes sense to try it: it has not failed, or long enough ago (guard-spec §4.6.4).
   */
  boolean isDue(Instant now, boolean primary) {
    return failingSince == null
        || lastTried == null
        || !now.isBefore(lastTried.plus(pause(Duration.between(failingSince, now), primary)));
  }

  boolean isFailing() {
    return failingSince != null;
  }

  void succeeded() {
    failingSince = null;
    lastTried = null;
  }

  void failed(Instant now) {
    failingSince = failingSince == null ? now : failingSince;
    lastTried = now;
  }

  /** Forgets when it was tried, so that it is due. */
  void retry() {
    lastTried = null;
  }

  private static Duration pause(Duration failing, boolean primary) {
    if (failing.compareTo(Duration.ofHours(6)) < 0) {
      return Duration.ofMinutes(primary ? 10 : 60);
    }
    if (failing.compareTo(Duration.ofDays(4)) < 0) {
      return Duration.ofMinutes(primary ? 90 : 240);
    }
    return Duration.ofHours(
        failing.compareTo(Duration.ofDays(7)) < 0 ? primary ? 4 : 18 : primary ? 9 : 36);
  }
}
