// SPDX-License-Identifier: Apache-2.0
package io.sallyport.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class LatencyHistogramTest {

  @Test
  void quantilesAreNearTheTrueOnes() {
    var random = new Random(42);
    var histogram = new LatencyHistogram();
    var values = new long[20_000];
    for (int i = 0; i < values.length; i++) {
      values[i] = (long) Math.exp(random.nextDouble(0, 20)) + 1; // microseconds, 1 to 485 s
      histogram.record(values[i] * 1000);
    }
    Arrays.sort(values);
    var snapshot = histogram.snapshot();
    assertThat(snapshot.count()).isEqualTo(values.length);
    for (double quantile : new double[] {0.001, 0.1, 0.5, 0.9, 0.99, 0.999}) {
      long exact = values[(int) Math.ceil(quantile * values.length) - 1];
      long told = snapshot.quantile(quantile).toNanos() / 1000;
      if (exact < 64) {
        assertThat(told).isEqualTo(exact);
      } else {
        assertThat(told).isCloseTo(exact, Percentage.withPercentage(1));
      }
    }
    assertThat(snapshot.quantile(1)).isLessThanOrEqualTo(Duration.ofNanos(values[19_999] * 1000));
    assertThat(snapshot.maxMicros()).isEqualTo(values[19_999]);
    assertThat(snapshot.sumMicros()).isEqualTo(Arrays.stream(values).sum());
  }

  @Test
  void theBoundsAreKept() {
    var histogram = new LatencyHistogram();
    assertThat(histogram.snapshot().quantile(0.5)).isZero();
    histogram.record(-5);
    histogram.record(0);
    assertThat(histogram.snapshot().quantile(1)).isZero();
    histogram.record(Long.MAX_VALUE);
    assertThat(histogram.snapshot().count()).isEqualTo(3);
    assertThat(histogram.snapshot().quantile(1).toSeconds()).isCloseTo(4295, within(40L));
  }

  @Test
  void sumsAreThoseOfOneHistogram() {
    var one = new LatencyHistogram();
    var other = new LatencyHistogram();
    var both = new LatencyHistogram();
    for (long i = 1; i < 10_000; i += 7) {
      (i % 2 == 0 ? one : other).record(i * 1_000_000);
      both.record(i * 1_000_000);
    }
    assertThat(one.snapshot().plus(other.snapshot())).isEqualTo(both.snapshot());
  }
}
