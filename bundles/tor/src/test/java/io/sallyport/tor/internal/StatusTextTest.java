// SPDX-License-Identifier: Apache-2.0
package io.sallyport.tor.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.torclient.ClientStatus.CircuitView;
import io.sallyport.torclient.ClientStatus.ClockView;
import io.sallyport.torclient.ClientStatus.StreamView;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatusTextTest {

  private static final CircuitView CIRCUIT =
      new CircuitView(
          7,
          List.of("$" + "A".repeat(40) + "~first", "$" + "B".repeat(40) + "~second"),
          "exit",
          Duration.ofSeconds(75),
          List.of(new StreamView("secret.example:443", true)));

  @Test
  void aCircuitFitsOnALineAndTellsNoDestination() {
    var row = StatusText.row("tor", CIRCUIT);
    assertThat(row)
        .containsExactly("tor", "7", "1m15s", "exit", "1", "first/AAAAAAAA second/BBBBBBBB");
  }

  @Test
  void jsonHasWholeFingerprintsAndNoDestination() {
    var json = StatusText.json("tor", CIRCUIT);
    assertThat(json.getAsJsonArray("path").get(1).getAsString())
        .isEqualTo("$" + "B".repeat(40) + "~second");
    assertThat(json.toString()).doesNotContain("secret");
    assertThat(json.get("age_seconds").getAsLong()).isEqualTo(75);
  }

  @Test
  void theClockIsToldWithItsSideAndByHowMany() {
    assertThat(StatusText.words(new ClockView(Duration.ofSeconds(-2), 1)))
        .isEqualTo("right, by one relay");
    assertThat(StatusText.words(new ClockView(Duration.ofSeconds(95), 3)))
        .isEqualTo("ahead by 1m35s, by 3 relays");
    assertThat(StatusText.words(new ClockView(Duration.ofMinutes(-310), 2)))
        .isEqualTo("behind by 5h10m, by 2 relays");
  }

  @Test
  void columnsStandBelowEachOther() {
    assertThat(StatusText.table(List.of(List.of("A", "BCD", "E"), List.of("FGHI", "J", "KLMNOP"))))
        .isEqualTo("A     BCD  E\nFGHI  J    KLMNOP");
  }
}
