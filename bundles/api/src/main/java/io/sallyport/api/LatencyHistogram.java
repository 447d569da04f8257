// SPDX-License-Identifier: Apache-2.0
package io.sallyport.api;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Counts durations in buckets of fixed bounds: 64 to each doubling from 64 microseconds on, below
 * that one to each microsecond. A quantile is off by less than 1 % of its value (by a microsecond
 * where that is more), and histograms can be added up. Written without locks on any thread.
 */
public final class LatencyHistogram {

  private static final int LINEAR_BITS = 6;
  private static final int LINEAR = 1 << LINEAR_BITS;

  /** 2^32 microseconds, more than an hour; what is longer counts as that. */
  private static final int MOST_BITS = 32;

  private static final int BUCKETS = LINEAR * (MOST_BITS - LINEAR_BITS + 1);

  private final AtomicLongArray counts = new AtomicLongArray(BUCKETS);
  private final AtomicLong sum = new AtomicLong();
  private final AtomicLong max = new AtomicLong();

  /** Empty. */
  public LatencyHistogram() {}

  /** Counts one duration; a negative one as zero. */
  public void record(long nanos) {
    long micros = Math.max(0, TimeUnit.NANOSECONDS.toMicros(nanos));
    counts.incrementAndGet(bucket(micros));
    sum.addAndGet(micros);
    if (micros > max.get()) {
      max.accumulateAndGet(micros, Math::max);
    }
  }

  private static int bucket(long micros) {
    if (micros < LINEAR) {
      return (int) micros;
    }
    long capped = Math.min(micros, (1L << MOST_BITS) - 1);
    int shift = Long.SIZE - 1 - Long.numberOfLeadingZeros(capped) - LINEAR_BITS;
    return LINEAR * (shift + 1) + (int) (capped >>> shift) - LINEAR;
  }

  /** The first microsecond that is behind a bucket. */
  private static long end(int bucket) {
    if (bucket < LINEAR) {
      return bucket + 1L;
    }
    int shift = bucket / LINEAR - 1;
    return (LINEAR + bucket % LINEAR + 1L) << shift;
  }

  /** What was counted so far. */
  public Snapshot snapshot() {
    var buckets = new ArrayList<Bucket>();
    for (int i = 0; i < BUCKETS; i++) {
      long count = counts.get(i);
      if (count > 0) {
        buckets.add(new Bucket(end(i), count));
      }
    }
    return new Snapshot(buckets, sum.get(), max.get());
  }

  /**
   * One bucket that is not empty.
   *
   * @param belowMicros all of it is less
   */
  public record Bucket(long belowMicros, long count) {}

  /**
   * A histogram at one moment.
   *
   * @param buckets those that are not empty, shortest first
   * @param sumMicros of all durations
   * @param maxMicros the longest
   */
  public record Snapshot(List<Bucket> buckets, long sumMicros, long maxMicros) {

    /** Nothing counted. */
    public static final Snapshot EMPTY = new Snapshot(List.of(), 0, 0);

    public Snapshot {
      buckets = List.copyOf(buckets);
    }

    /** How many durations it holds. */
    public long count() {
      return buckets.stream().mapToLong(Bucket::count).sum();
    }

    /**
     * The duration that so much of all are not longer than.
     *
     * @param quantile 0 to 1
     * @return zero where nothing was counted
     */
    public Duration quantile(double quantile) {
      long rank = Math.max(1, (long) Math.ceil(quantile * count()));
      long seen = 0;
      for (var bucket : buckets) {
        seen += bucket.count();
        if (seen >= rank) {
          return Duration.of(Math.min(middle(bucket.belowMicros()), maxMicros), ChronoUnit.MICROS);
        }
      }
      return Duration.ZERO;
    }

    private static long middle(long below) {
      int bits = Long.SIZE - Long.numberOfLeadingZeros(below - 1);
      return bits <= LINEAR_BITS ? below - 1 : below - (1L << (bits - 1 - LINEAR_BITS)) / 2 - 1;
    }

    /** Both together. */
    public Snapshot plus(Snapshot other) {
      var sums = new TreeMap<Long, Long>();
      buckets.forEach(one -> sums.merge(one.belowMicros(), one.count(), Long::sum));
      other.buckets.forEach(one -> sums.merge(one.belowMicros(), one.count(), Long::sum));
      var all = new ArrayList<Bucket>();
      sums.forEach((below, count) -> all.add(new Bucket(below, count)));
      return new Snapshot(all, sumMicros + other.sumMicros, Math.max(maxMicros, other.maxMicros));
    }
  }
}
