// SPDX-License-Identifier: Apache-2.0
package io.sallyport.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SamplesTest {

  @Test
  void percentilesAreSamples() {
    var even = new Samples();
    var odd = new Samples();
    for (int i = 1000; i >= 1; i--) {
      (i % 2 == 0 ? even : odd).add(i * 1000L);
    }

    var all = Samples.all(List.of(even, odd));

    assertThat(all.count()).isEqualTo(1000);
    assertThat(all.micros(0.5)).isEqualTo(500);
    assertThat(all.micros(0.99)).isEqualTo(990);
    assertThat(all.micros(0.999)).isEqualTo(999);
    assertThat(all.micros(1)).isEqualTo(1000);
  }

  @Test
  void ofNoneIsZero() {
    assertThat(Samples.all(List.of()).micros(0.5)).isZero();
  }
}
