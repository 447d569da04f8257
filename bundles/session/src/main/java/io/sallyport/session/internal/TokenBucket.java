// SPDX-License-Identifier: Apache-2.0
package io.sallyport.session.internal;

import java.util.concurrent.atomic.AtomicLong;

/**
 * A rate that many threads share without a lock. It keeps the one moment at which everything taken
 * so far is paid for (the generic cell rate algorithm, ITU-T I.371): a bucket that nobody has used
 * for a while is full, and what is taken from an empty one is a debt.
 */
final class TokenBucket {

  private static final long SECOND = 1_000_000_000L;

  /** Nobody's debt is remembered for longer; also keeps the arithmetic away from its bounds. */
  private static final long MOST_DEBT = 3600 * SECOND;

  private final long burstNanos;
  private final AtomicLong paidAt;
  private volatile long rate;

  /**
   * @param rate tokens a second; 0 for any number
   * @param burstNanos of what time the bucket holds the tokens
   * @param now {@link System#nanoTime()}
   */
  TokenBucket(long rate, long burstNanos, long now) {
    this.rate = rate;
    this.burstNanos = burstNanos;
    this.paidAt = new AtomicLong(now - burstNanos);
  }

  /** Changes the rate from now on. */
  void rate(long tokens) {
    if (rate != tokens) {
      rate = tokens;
    }
  }

  /**
   * Takes tokens in any case.
   *
   * @return for how many nanoseconds to take no more; 0 for not at all
   */
  long take(long tokens, long now) {
    long current = rate;
    if (current == 0) {
      return 0;
    }
    while (true) {
      long paid = paidAt.get();
      long next = start(paid, now) + cost(tokens, current);
      if (next - now > MOST_DEBT) {
        next = now + MOST_DEBT;
      }
      if (paidAt.compareAndSet(paid, next)) {
        return Math.max(0, next - now);
      }
    }
  }

  /** Takes one token if there is one. */
  boolean tryTake(long now) {
    long current = rate;
    if (current == 0) {
      return true;
    }
    while (true) {
      long paid = paidAt.get();
      long next = start(paid, now) + cost(1, current);
      if (next - now > 0) {
        return false;
      }
      if (paidAt.compareAndSet(paid, next)) {
        return true;
      }
    }
  }

  private long start(long paid, long now) {
    return paid - (now - burstNanos) < 0 ? now - burstNanos : paid;
  }

  private static long cost(long tokens, long rate) {
    // At most 2^31 tokens are taken at once, and 2^31 * 10^9 fits.
    return tokens * SECOND / rate;
  }
}
