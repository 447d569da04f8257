// SPDX-License-Identifier: Apache-2.0
package io.sallyport.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VerdictTest {

  private static Figure figure(
      String relay, double value, long wrong, Map<String, Integer> failed) {
    return new Figure(
        "down1", relay, value, "Gbit/s", 0, 0, 0, 0, "s/GiB", wrong, failed, List.of(value));
  }

  private static List<String> verdict(List<Memory> memory, Figure... figures) {
    return Verdict.of(new Results(2, 3, List.of(figures), memory, List.of(), List.of()));
  }

  private static Memory memory(String relay, int answered) {
    return new Memory(relay, 10, 10, answered, 1, 1, 1, 1, 1, 1, Map.of());
  }

  @Test
  void aboveMicrosocksAndCleanIsGood() {
    assertThat(
            verdict(
                List.of(memory("ours", 10)),
                figure("ours", 3, 0, Map.of()),
                figure("ours, cold", 1, 0, Map.of()),
                figure("microsocks", 2, 0, Map.of())))
        .isEmpty();
  }

  @Test
  void belowMicrosocksIsNot() {
    assertThat(
            verdict(
                List.of(), figure("ours", 1.9, 0, Map.of()), figure("microsocks", 2, 0, Map.of())))
        .singleElement()
        .asString()
        .contains("down1", "1.9", "microsocks");
  }

  @Test
  void whatDiffersLessThanItsOwnRoundsIsNotBelow() {
    var ours =
        new Figure(
            "ping1", "ours", 1.9, "rt/s", 0, 0, 0, 0, "", 0, Map.of(), List.of(1.8, 1.9, 2.1));
    var bar =
        new Figure(
            "ping1", "microsocks", 2, "rt/s", 0, 0, 0, 0, "", 0, Map.of(), List.of(1.7, 2.0, 2.2));
    assertThat(verdict(List.of(), ours, bar)).isEmpty();
  }

  @Test
  void wrongBytesAndFailedSessionsOfOursAreNotEvenWhenCold() {
    assertThat(verdict(List.of(), figure("ours, cold", 9, 1, Map.of()))).hasSize(1);
    assertThat(verdict(List.of(), figure("ours", 9, 0, Map.of("stalled", 1)))).hasSize(1);
    assertThat(verdict(List.of(), figure("direct", 9, 1, Map.of("stalled", 1)))).hasSize(2);
    assertThat(verdict(List.of(memory("ours", 9)))).hasSize(1);
  }

  @Test
  void anotherRelaysTroublesAreItsOwn() {
    assertThat(
            verdict(List.of(memory("danted", 3)), figure("microsocks", 0, 5, Map.of("stalled", 4))))
        .isEmpty();
  }
}
