// SPDX-License-Identifier: Apache-2.0
package io.sallyport.bench.attach;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AttachResultsTest {

  private static Figures figures(String measure, String way, Double... values) {
    var rounds =
        List.of(values).stream()
            .map(value -> new Figures.Round(value, 1, 1, 0, 0, Map.of()))
            .toList();
    var type = way.split(" ", 2)[0];
    return Figures.of(
        Measure.ALL.stream().filter(m -> m.name().equals(measure)).findAny().orElseThrow(),
        new Way(type, way.substring(type.length()).strip()),
        rounds);
  }

  private static AttachResults results(Figures... figures) {
    return new AttachResults(1, 3, List.of(figures), List.of(), List.of());
  }

  @Test
  void aRoundIsComparedWithTheKernelsOwn() {
    var ours = figures("up1", "tproxy", 6.0, 3.0, 14.0);
    var results = results(figures("up1", "kernel", 10.0, 5.0, 20.0), ours);
    assertThat(results.ratios(ours)).containsExactly(0.6, 0.6, 0.7);
    assertThat(results.ratio(ours)).isEqualTo(0.6);
  }

  @Test
  void aMarkThatEveryRoundMissesFails() {
    var kernel = figures("up1", "kernel", 10.0, 10.0, 10.0);
    assertThat(results(kernel, figures("up1", "tproxy", 5.0, 5.5, 5.9)).verdict())
        .singleElement()
        .asString()
        .contains("0.55 of the kernel, at best 0.59; the mark is 0.6");
    assertThat(results(kernel, figures("up1", "tproxy", 5.0, 5.5, 6.1)).verdict()).isEmpty();
  }

  @Test
  void anExperimentHasNoMarks() {
    var kernel = figures("up1", "kernel", 10.0);
    assertThat(results(kernel, figures("up1", "tproxy session.splice=false", 1.0)).verdict())
        .isEmpty();
  }

  @Test
  void aFailedConnectionFails() {
    var failed =
        Figures.of(
            Measure.ALL.stream().filter(m -> m.name().equals("rate")).findAny().orElseThrow(),
            new Way("redirect", ""),
            List.of(new Figures.Round(9, 1, 1, 0, 0, Map.of("ended early", 1))));
    assertThat(results(figures("rate", "kernel", 10.0), failed).verdict())
        .containsExactly("rate, redirect: {ended early=1}");
  }

  @Test
  void whatDetachingLeavesBehindFails() {
    var left =
        new Endurance("tun", "cycles", List.of(new Weight("", 1, 1, 1, 1)), List.of("a table"));
    assertThat(new AttachResults(1, 1, List.of(), List.of(left), List.of()).verdict())
        .containsExactly("cycles, tun: a table");
  }
}
