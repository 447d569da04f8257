// SPDX-License-Identifier: Apache-2.0
package io.sallyport.tor.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import io.sallyport.command.Screen;
import io.sallyport.testing.RecordingShell;
import io.sallyport.torclient.Bootstrap;
import io.sallyport.torclient.ClientStatus;
import io.sallyport.torclient.ClientStatus.CircuitView;
import io.sallyport.torclient.ClientStatus.ClockView;
import io.sallyport.torclient.ClientStatus.GuardView;
import io.sallyport.torclient.ClientStatus.LinkView;
import io.sallyport.torclient.ClientStatus.StreamView;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatusPageTest {

  private static final CircuitView CIRCUIT =
      new CircuitView(
          7,
          List.of("$" + "A".repeat(40) + "~first", "$" + "B".repeat(40) + "~second"),
          "exit",
          Duration.ofSeconds(75),
          List.of(new StreamView("secret.example:443", true)));

  private final RecordingShell shell = new RecordingShell();

  private void show(boolean json) {
    TorCommands.CIRCUITS.show(
        shell.session(), json, List.of(new TorCommands.Circuit("tor", CIRCUIT)));
  }

  @Test
  void aCircuitFitsOnALineAndTellsNoDestination() {
    show(false);
    assertThat(shell.shown())
        .isEqualTo(
            """
            OUTBOUND  ID    AGE  PURPOSE  STREAMS  PATH
            tor        7  1m15s  exit           1  first/AAAAAAAA second/BBBBBBBB\
            """);
  }

  @Test
  void jsonHasWholeFingerprintsAndNoDestination() {
    show(true);
    var shown = shell.shown();
    var json = JsonParser.parseString(shown).getAsJsonArray().get(0).getAsJsonObject();
    assertThat(json.getAsJsonArray("path").get(1).getAsString())
        .isEqualTo("$" + "B".repeat(40) + "~second");
    assertThat(shown).doesNotContain("secret");
    assertThat(json.get("age_seconds").getAsLong()).isEqualTo(75);
  }

  @Test
  void theClockIsToldWithItsSideAndByHowMany() {
    assertThat(StatusPage.words(new ClockView(Duration.ofSeconds(-2), 1)))
        .isEqualTo("right, by one relay");
    assertThat(StatusPage.words(new ClockView(Duration.ofSeconds(95), 3)))
        .isEqualTo("ahead by 1m35s, by 3 relays");
    assertThat(StatusPage.words(new ClockView(Duration.ofMinutes(-310), 2)))
        .isEqualTo("behind by 5h10m, by 2 relays");
  }

  @Test
  void aPageOfAClientThatIsAwake() {
    var page =
        new StatusPage(
            "tor",
            new Bootstrap(100, "done", null),
            Path.of("/data/tor"),
            new ClientStatus(
                new Bootstrap(100, "done", null),
                null,
                9,
                List.of(
                    new GuardView("$" + "C".repeat(40) + "~good", true, true, true, false),
                    new GuardView("$" + "D".repeat(40) + "~bad", false, true, false, true),
                    new GuardView("$" + "E".repeat(40) + "~other", false, false, true, false)),
                List.of(new LinkView("a", 5, 2), new LinkView("b", 4, 1)),
                List.of(CIRCUIT),
                null,
                2048,
                5));
    page.show(Screen.of(shell.session()));
    assertThat(shell.shown())
        .isEqualTo(
            """
            outbound        tor
            state           100%  done
            directory       /data/tor
            guards          good/CCCCCCCC  in use
                            bad/DDDDDDDD  spare, no longer listed, cannot be reached
            links           2, protocol 4 and 5
            circuits        1
            streams         1
            read            2.0KiB
            written         5B\
            """);
    var json = JsonParser.parseString(page.json().text()).getAsJsonObject();
    assertThat(json.getAsJsonArray("guards")).hasSize(3);
    assertThat(json.get("valid_until").isJsonNull()).isTrue();
    assertThat(json.get("awake").getAsBoolean()).isTrue();
  }
}
