// SPDX-License-Identifier: Apache-2.0
package io.sallyport.bench.attach;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

class WeightTest {

  private static List<Weight> series(IntToDoubleFunction heap, int descriptorsEach) {
    var series = new ArrayList<Weight>();
    for (int i = 0; i < 10; i++) {
      series.add(new Weight("", heap.applyAsDouble(i), 150, 80 + i * descriptorsEach, 20));
    }
    return series;
  }

  @Test
  void whatSettlesIsFlat() {
    assertThat(Weight.growth(series(i -> i < 2 ? 10 : 22 + i % 2, 0))).isEmpty();
  }

  @Test
  void whatEachStepAddsIsGrowth() {
    assertThat(Weight.growth(series(i -> 20 + i, 0))).contains("heap from 23.0 to 28.5");
  }

  @Test
  void aDescriptorThatEachStepLosesIsGrowth() {
    assertThat(Weight.growth(series(_ -> 20, 1)))
        .contains("descriptors")
        .doesNotContain("heap")
        .doesNotContain("threads");
  }
}
