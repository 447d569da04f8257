// SPDX-License-Identifier: Apache-2.0
package io.sallyport.group.internal;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * How one member of a group fares. It lives as long as its tag stays in the group's file. Times are
 * nanoseconds of the group's clock. Any thread.
 */
final class Member {

  /** So many delays are kept. */
  static final int HISTORY = 10;

  /** No delay is known. */
  static final long UNKNOWN = -1;

  private static final long FIRST_REST = Duration.ofSeconds(2).toNanos();
  private static final long LONGEST_REST = Duration.ofMinutes(5).toNanos();

  /** Nobody else tries a member while one flow or probe finds out whether it is back. */
  private static final long TRIAL = Duration.ofSeconds(10).toNanos();

  private final String tag;
  private final Streams streams = new Streams();
  private final ArrayDeque<Long> delays = new ArrayDeque<>(HISTORY);
  private boolean delayHolds;
  private boolean trial;
  private int failures;
  private int rests;
  private long restUntil;

  Member(String tag) {
    this.tag = tag;
  }

  String tag() {
    return tag;
  }

  Streams streams() {
    return streams;
  }

  /** Whether it is to be passed over while others are ready. */
  synchronized boolean resting(long now) {
    return rests > 0 && now - restUntil < 0;
  }

  /** Whether its last rest is over, and nobody has found out yet whether it works again. */
  synchronized boolean trialDue(long now) {
    return rests > 0 && now - restUntil >= 0;
  }

  /** Whether it has rested and not worked since. */
  synchronized boolean ailing() {
    return rests > 0;
  }

  /** An attempt begins; after a rest it is a trial. */
  synchronized void tried(long now) {
    if (trialDue(now)) {
      trial = true;
      restUntil = now + TRIAL;
    }
  }

  /**
   * It works.
   *
   * @return whether that is news
   */
  synchronized boolean succeeded() {
    boolean news = rests > 0;
    failures = 0;
    rests = 0;
    trial = false;
    return news;
  }

  /**
   * It does not work. At {@code most} failures in a row it rests; each further rest is twice as
   * long as the one before, give or take a quarter, so that many gateways do not come back at once.
   *
   * @return how long it rests from now; zero if it does not, or did already
   */
  synchronized Duration failed(long now, int most, RandomGenerator random) {
    failures = failures == Integer.MAX_VALUE ? failures : failures + 1;
    delayHolds = false;
    if (failures < most || (!trial && rests > 0 && now - restUntil < 0)) {
      return Duration.ZERO;
    }
    long whole = Math.min(LONGEST_REST, FIRST_REST << Math.min(rests, 16));
    long rest = whole - whole / 4 + random.nextLong(whole / 2 + 1);
    rests++;
    trial = false;
    restUntil = now + rest;
    return Duration.ofNanos(rest);
  }

  /** A probe came back after so many milliseconds. */
  synchronized void measured(long millis) {
    if (delays.size() == HISTORY) {
      delays.removeFirst();
    }
    delays.addLast(millis);
    delayHolds = true;
  }

  /** The last delay in milliseconds; {@link #UNKNOWN} before the first and since a failure. */
  synchronized long delay() {
    return delayHolds ? delays.getLast() : UNKNOWN;
  }

  /** The last delays in milliseconds, oldest first. */
  synchronized List<Long> history() {
    return List.copyOf(delays);
  }

  /** Failures in a row. */
  synchronized int failures() {
    return failures;
  }
}
