// SPDX-License-Identifier: Apache-2.0
package io.sallyport.session.internal;

import io.netty.channel.Channel;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Slows one direction of one session to the rates that it shares with others: when what was read is
 * not paid for, nothing more is read until it is, and the sender feels it as a full window. Used on
 * the loop of both channels only.
 */
final class Throttle {

  /** Shorter than what a loop's timer tells apart, a pause is only remembered as debt. */
  private static final long LEAST_PAUSE_NANOS = 1_000_000;

  private final List<TokenBucket> buckets;
  private final Channel from;
  private final Channel to;
  private boolean paused;

  Throttle(List<TokenBucket> buckets, Channel from, Channel to) {
    this.buckets = buckets;
    this.from = from;
    this.to = to;
  }

  /** So many bytes were read. */
  void took(int bytes) {
    long now = System.nanoTime();
    long wait = 0;
    for (var bucket : buckets) {
      wait = Math.max(wait, bucket.take(bytes, now));
    }
    if (wait >= LEAST_PAUSE_NANOS && !paused) {
      paused = true;
      from.config().setAutoRead(false);
      from.eventLoop().schedule(this::resume, wait, TimeUnit.NANOSECONDS);
    }
  }

  /** Whether it is this that holds up the direction. */
  boolean paused() {
    return paused;
  }

  private void resume() {
    paused = false;
    if (to.isWritable()) {
      from.config().setAutoRead(true);
    }
  }
}
