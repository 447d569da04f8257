// SPDX-License-Identifier: Apache-2.0
package io.sallyport.upstream.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.api.Availability;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HealthTest {

  private long now;
  private final Health health = new Health(() -> now);

  @Test
  void onlyFailuresInARowCountAndOnlyForAWhile() {
    for (int i = 0; i < Health.ENOUGH - 1; i++) {
      health.failed("refused");
    }
    health.succeeded();
    health.failed("refused");
    assertThat(health.availability()).isEqualTo(Availability.AVAILABLE);
    for (int i = 0; i < Health.ENOUGH - 1; i++) {
      health.failed("refused");
    }
    now += Duration.ofSeconds(3).toNanos();
    assertThat(health.availability())
        .isEqualTo(new Availability.Unavailable("failed 5 times in a row, last 3s ago: refused"));
    now += Health.MEMORY.toNanos();
    assertThat(health.availability()).isEqualTo(Availability.AVAILABLE);
    health.failed("refused");
    assertThat(health.availability()).isNotEqualTo(Availability.AVAILABLE);
    health.succeeded();
    assertThat(health.availability()).isEqualTo(Availability.AVAILABLE);
  }

  @Test
  void backoffDoublesUpToItsLimitAndIsNeverShorterThanHalf() {
    var backoff = new Backoff(Duration.ofMillis(100), Duration.ofMillis(1000), new Random(7));
    for (int round = 0; round < 2; round++) {
      for (long whole : new long[] {100, 200, 400, 800, 1000, 1000}) {
        assertThat(backoff.failed())
            .isBetween(Duration.ofMillis(whole / 2), Duration.ofMillis(whole));
      }
      for (int i = 0; i < 100; i++) {
        assertThat(backoff.failed()).isBetween(Duration.ofMillis(500), Duration.ofMillis(1000));
      }
      backoff.succeeded();
    }
  }
}
