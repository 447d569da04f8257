// SPDX-License-Identifier: Apache-2.0
package io.sallyport.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AwaitTest {

  @Test
  void itLooksUntilItHolds() {
    var looks = new AtomicInteger();
    Await.until("the third look", () -> looks.incrementAndGet() == 3);
    assertThat(looks).hasValue(3);
    assertThat(Await.value("a word", Duration.ZERO, () -> "word")).isEqualTo("word");
  }

  @Test
  void whatNeverHoldsFailsAtTheDeadlineAndIsNamed() {
    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(() -> Await.until("the cows are home", Duration.ofMillis(30), () -> false))
        .withMessage("not within 30 ms: the cows are home");
  }

  @Test
  void whoIsInterruptedWaitsNoLongerAndStaysInterrupted() {
    Thread.currentThread().interrupt();
    try {
      assertThatExceptionOfType(AssertionError.class)
          .isThrownBy(() -> Await.until("nothing", () -> false))
          .withMessageContaining("interrupted")
          .withMessageEndingWith("nothing");
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void whatTheConditionThrowsIsNotWaitedOut() {
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(
            () ->
                Await.until(
                    "a file",
                    () -> {
                      throw new IOException("gone");
                    }))
        .withMessage("gone");
  }
}
