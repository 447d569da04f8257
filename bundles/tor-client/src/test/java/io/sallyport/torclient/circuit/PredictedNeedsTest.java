// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torclient.circuit;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.torclient.IsolationKey;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PredictedNeedsTest {

  private final PredictedNeeds needs = new PredictedNeeds(new Random(5));

  private static long minutes(int minutes) {
    return Duration.ofMinutes(minutes).toNanos();
  }

  private List<Integer> expected(int minute) {
    return needs.expected(minutes(minute)).stream().map(ExitNeed::port).toList();
  }

  private void ask(int port, int minute) {
    needs.asked(new ExitNeed(port, false, IsolationKey.of("whoever"), Set.of()), minutes(minute));
  }

  @Test
  void nothingIsExpectedOfAClientThatWasNeverUsed() {
    assertThat(expected(0)).isEmpty();
  }

  @Test
  void theUsualAndWhatWasAskedForAreExpectedUntilNobodyAsksForAnHour() {
    ask(22, 0);
    assertThat(expected(0)).containsExactly(443, 22);
    ask(22, 25);
    assertThat(expected(54)).contains(22);
    assertThat(expected(61)).as("the usual is as old as the first").doesNotContain(443);
    assertThat(expected(86)).isEmpty();
  }

  @Test
  void isForNobodyInParticular() {
    ask(22, 0);
    assertThat(needs.expected(0))
        .allSatisfy(need -> assertThat(need.isolation()).isEqualTo(IsolationKey.SHARED));
  }

  @Test
  void whoAsksForEveryPortIsExpectedToAskForAFew() {
    for (int port = 1; port < 1000; port++) {
      ask(port, 1);
    }
    assertThat(expected(1)).hasSize(12).endsWith(998, 999);
  }
}
