// SPDX-License-Identifier: Apache-2.0
package io.sallyport.bench;

import java.util.Arrays;
import java.util.Collection;

/** Durations in nanoseconds, kept one by one; for one thread. */
public final class Samples {

  private long[] values = new long[1 << 16];
  private int count;

  /** One more. */
  public void add(long nanos) {
    if (count == values.length) {
      values = Arrays.copyOf(values, count * 2);
    }
    values[count++] = nanos;
  }

  /** How many. */
  public int count() {
    return count;
  }

  /** Those of several threads, sorted. */
  public static Samples all(Collection<Samples> parts) {
    var all = new Samples();
    all.values = parts.stream().flatMapToLong(s -> Arrays.stream(s.values, 0, s.count)).toArray();
    all.count = all.values.length;
    Arrays.sort(all.values);
    return all;
  }

  /**
   * The smallest sample that at least this part of all does not exceed, in microseconds; 0 of none.
   * Only of what {@link #all} returned.
   */
  public double micros(double part) {
    if (count == 0) {
      return 0;
    }
    int rank = (int) Math.ceil(part * count) - 1;
    return values[Math.clamp(rank, 0, count - 1)] / 1e3;
  }
}
