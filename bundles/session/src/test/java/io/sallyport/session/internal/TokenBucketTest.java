// SPDX-License-Identifier: Apache-2.0
package io.sallyport.session.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TokenBucketTest {

  private static final long SECOND = 1_000_000_000L;

  @Test
  void whatIsTakenBeyondTheBurstIsADebt() {
    var bucket = new TokenBucket(1000, SECOND / 10, 0);
    assertThat(bucket.take(100, 0)).isZero();
    assertThat(bucket.take(500, 0)).isEqualTo(SECOND / 2);
    assertThat(bucket.take(500, 0)).isEqualTo(SECOND);
    assertThat(bucket.take(0, SECOND)).isZero();
    assertThat(bucket.take(1, SECOND)).isEqualTo(SECOND / 1000);
  }

  @Test
  void restIsWorthTheBurstAndNoMore() {
    var bucket = new TokenBucket(1000, SECOND / 10, 0);
    assertThat(bucket.take(200, 3600 * SECOND)).isEqualTo(SECOND / 10);
  }

  @Test
  void aBurstOfArrivalsThenOneByOne() {
    var bucket = new TokenBucket(5, SECOND, Long.MAX_VALUE - 3);
    long now = Long.MAX_VALUE - 3; // System.nanoTime may begin anywhere
    for (int i = 0; i < 5; i++) {
      assertThat(bucket.tryTake(now)).isTrue();
    }
    assertThat(bucket.tryTake(now)).isFalse();
    assertThat(bucket.tryTake(now + SECOND / 5)).isTrue();
    assertThat(bucket.tryTake(now + SECOND / 5)).isFalse();
  }

  @Test
  void aNewRateHoldsFromNowOnAndNoneIsUnlimited() {
    var bucket = new TokenBucket(1000, SECOND / 10, 0);
    bucket.rate(0);
    assertThat(bucket.take(Integer.MAX_VALUE, 0)).isZero();
    assertThat(bucket.tryTake(0)).isTrue();
    bucket.rate(1_000_000);
    assertThat(bucket.take(1_100_000, 0)).isEqualTo(SECOND);
  }

  @Test
  void manyThreadsTogetherGetTheRateAndNoMore() throws Exception {
    var bucket = new TokenBucket(1_000_000, 0, 0);
    var longest = new AtomicLong();
    var threads = new Thread[4];
    for (int i = 0; i < threads.length; i++) {
      threads[i] =
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int n = 0; n < 10_000; n++) {
                      longest.accumulateAndGet(bucket.take(50, 0), Math::max);
                    }
                  });
    }
    for (var thread : threads) {
      thread.join();
    }
    assertThat(longest.get()).isEqualTo(2 * SECOND);
  }
}
