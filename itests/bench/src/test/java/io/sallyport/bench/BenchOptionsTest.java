// SPDX-License-Identifier: Apache-2.0
package io.sallyport.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Properties;
import org.junit.jupiter.api.Test;

class BenchOptionsTest {

  private static BenchOptions options(String... namesAndValues) {
    var properties = new Properties();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      properties.setProperty(namesAndValues[i], namesAndValues[i + 1]);
    }
    return BenchOptions.of(properties);
  }

  @Test
  void nothingSaidMeansEverything() {
    var options = options("bench.only", "", "bench.relays", "", "bench.ours.opts", "");

    assertThat(io.sallyport.bench.Test.ALL).allMatch(options::wants);
    assertThat(options.wants(new Microsocks())).isTrue();
    assertThat(options.variants()).isEmpty();
  }

  @Test
  void namesSelect() {
    var options = options("bench.only", "down1, ping1", "bench.relays", "haproxy");

    assertThat(io.sallyport.bench.Test.ALL.stream().filter(options::wants))
        .extracting(io.sallyport.bench.Test::name)
        .containsExactly("down1", "ping1");
    assertThat(options.wants(new Haproxy(false))).isTrue();
    assertThat(options.wants(new Haproxy(true))).isFalse();
  }

  @Test
  void variantsAreSeparatedByABar() {
    assertThat(options("bench.ours.opts", "-XX:+UseParallelGC | -Xmx64m -Xss256k").variants())
        .containsExactly("-XX:+UseParallelGC", "-Xmx64m -Xss256k");
  }

  @Test
  void nonsenseIsRefused() {
    assertThatThrownBy(() -> options("bench.only", "down2")).hasMessageContaining("down2");
    assertThatThrownBy(() -> options("bench.seconds", "0")).hasMessageContaining("bench.seconds");
    assertThatThrownBy(() -> options("bench.rounds", "0")).hasMessageContaining("bench.rounds");
  }
}
