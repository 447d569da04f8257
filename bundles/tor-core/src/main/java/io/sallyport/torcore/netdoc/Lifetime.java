// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.netdoc;

import java.time.Duration;
import java.time.Instant;

/**
 * When a consensus counts (dir-spec §3.4.1).
 *
 * @param validAfter from when on
 * @param freshUntil until when there is no newer one
 * @param validUntil until when it is good for circuits
 */
public record Lifetime(Instant validAfter, Instant freshUntil, Instant validUntil) {

  /** How long before and after its time a consensus is still better than none. */
  public static final Duration GRACE = Duration.ofHours(24);

  /** How a consensus stands to a moment. */
  public enum State {
    /** Its time is more than {@link #GRACE} ahead: somebody's clock is wrong. */
    FAR_FUTURE,
    /** Its time has not come, and is not far. */
    EARLY,
    /** There is no newer one. */
    FRESH,
    /** Good, though there should be a newer one. */
    VALID,
    /** Over, but not longer ago than {@link #GRACE}. */
    RECENTLY_EXPIRED,
    /** Of no use. */
    EXPIRED
  }

  /** How it stands at a moment. */
  public State at(Instant now) {
    if (now.isBefore(validAfter)) {
      return now.isBefore(validAfter.minus(GRACE)) ? State.FAR_FUTURE : State.EARLY;
    }
    if (!now.isAfter(freshUntil)) {
      return State.FRESH;
    }
    if (!now.isAfter(validUntil)) {
      return State.VALID;
    }
    return now.isAfter(validUntil.plus(GRACE)) ? State.EXPIRED : State.RECENTLY_EXPIRED;
  }

  /** Whether it is between its first and its last moment. */
  public boolean isLive(Instant now) {
    return !now.isBefore(validAfter) && !now.isAfter(validUntil);
  }

  /** Whether circuits may be built by it: live, or off by no more than {@link #GRACE}. */
  public boolean isReasonablyLive(Instant now) {
    return !now.isBefore(validAfter.minus(GRACE)) && !now.isAfter(validUntil.plus(GRACE));
  }

  /** How long one consensus follows another. */
  public Duration interval() {
    return Duration.between(validAfter, freshUntil);
  }
}
