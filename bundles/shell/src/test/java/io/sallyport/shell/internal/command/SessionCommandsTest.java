// SPDX-License-Identifier: Apache-2.0
package io.sallyport.shell.internal.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import io.sallyport.api.ConnectFailure;
import io.sallyport.api.Sessions;
import io.sallyport.shell.internal.server.TestShell;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SessionCommandsTest {

  private final Fakes.OneSession old = Fakes.session("lab", "old.example", "direct", 192, 5);
  private final Fakes.OneSession big =
      Fakes.session("lab", "big.example", "tor", 10, 5L * 1024 * 1024);
  private final Fakes.OneSession other =
      Fakes.session("wan", "a-rather-long-host-name.sub.example.org", "direct", 7500, 1);
  private final List<Sessions.Count> counts =
      List.of(
          new Sessions.Count(
              "lab", "direct", "lan", 1, 12, Map.of(ConnectFailure.Reason.TIMEOUT, 3L), 10, 2048),
          new Sessions.Count("lab", "-", "-", 0, 1, Map.of(), 0, 0));
  private final TestShell shell =
      new TestShell()
          .with(
              "session",
              new SessionCommands(
                  Fakes.sessions(List.of(old, big, other), counts), InstantSource.fixed(Fakes.NOW)),
              "show",
              "close")
          .with(
              "session",
              new SessionList(
                  Fakes.sessions(List.of(old, big, other), counts), InstantSource.fixed(Fakes.NOW)),
              "list")
          .with(
              "session",
              new SessionStats(
                  Fakes.sessions(List.of(old, big, other), counts), new Inbounds(List.of())),
              "stats");

  @Test
  void listFitsEightyColumns_andShowsAgesAndSizesForPeople() {
    var result = shell.run("session:list");
    assertThat(result.status()).isZero();
    assertThat(result.out().lines()).hasSize(4).allMatch(line -> line.length() <= 80);
    assertThat(result.out()).contains("3m12s", "5.0MiB", "old.example:443", "2h5m", "…");
  }

  @Test
  void aWideTerminalShowsSourceUserAndRule() {
    assertThat(shell.on(200, false).run("session:list").out())
        .contains("127.0.0.9:4000", "alice", "rule[0]", "a-rather-long-host-name.sub.example.org");
  }

  @Test
  void filtersAndSortAndLimitWorkTogether() {
    var json = shell.run("session:list --inbound lab --sort down -n 1 --json");
    var list = JsonParser.parseString(json.out()).getAsJsonArray();
    assertThat(list).hasSize(1);
    var one = list.get(0).getAsJsonObject();
    assertThat(one.get("destination").getAsString()).isEqualTo("big.example:443");
    assertThat(one.get("down_bytes").getAsLong()).isEqualTo(5L * 1024 * 1024);
    assertThat(one.get("age_seconds").getAsDouble()).isEqualTo(10.0);
    assertThat(one.get("interface").isJsonNull()).isTrue();
    assertThat(shell.run("session:list --state draining").out()).isEqualTo("no sessions\n");
    assertThat(shell.run("session:list -n 1").out()).contains("2 more; -n 0 shows all");
  }

  @Test
  void aWrongValueIsAUsageErrorThatNamesTheRightOnes() {
    var result = shell.run("session:list --sort size");
    assertThat(result.status()).isEqualTo(2);
    assertThat(result.err()).contains("up, down, rate, age, idle", "size");
    assertThat(shell.run("session:list -n many").status()).isEqualTo(2);
  }

  @Test
  void listInAPipeHasNoColour() {
    shell.with(
        "t",
        new Object() {
          @SuppressWarnings("unused") // gogo calls it
          public void cat() throws java.io.IOException {
            var process = org.apache.felix.service.command.Process.Utils.current();
            process.in().transferTo(process.out());
          }
        },
        "cat");
    shell.on(80, true);
    assertThat(shell.run("session:list").out()).contains("\u001b[32mactive");
    assertThat(shell.run("session:list | t:cat").out()).contains("active").doesNotContain("\u001b");
  }

  @Test
  void showTellsWhatTheListHasNoRoomFor() {
    var result = shell.run("session:show " + big.flow().id());
    assertThat(result.out()).contains("tls sni.example", "alice", "5.0MiB (5242880)");
    var gone = shell.run("session:show 999999999");
    assertThat(gone.status()).isEqualTo(1);
    assertThat(gone.err()).contains("999999999");
  }

  @Test
  void closeEndsTheOnesNamed_andOnlyThem() {
    var result = shell.run("session:close " + old.flow().id() + " 999999999");
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.out()).isEqualTo("1 session closed\n");
    assertThat(result.err()).contains("no session 999999999");
    assertThat(old.closed()).isTrue();
    assertThat(big.closed()).isFalse();
  }

  @Test
  void closeByOutbound() {
    assertThat(shell.run("session:close --outbound direct").out()).isEqualTo("2 sessions closed\n");
    assertThat(big.closed()).isFalse();
    assertThat(other.closed()).isTrue();
  }

  @Test
  void closeWithoutSayingWhichClosesNothing() {
    var result = shell.run("session:close");
    assertThat(result.status()).isEqualTo(2);
    assertThat(List.of(old, big, other)).noneMatch(one -> one.closed().get());
    assertThat(shell.run("session:close --all 1").status()).isEqualTo(2);
  }

  @Test
  void statsAddUpFailuresByReason() {
    assertThat(shell.run("session:stats").out()).contains("2.0KiB", "failed: timeout 3");
    var json = JsonParser.parseString(shell.run("session:stats --json").out()).getAsJsonArray();
    var failed = json.get(0).getAsJsonObject().getAsJsonObject("failed_by_reason");
    assertThat(failed.get("timeout").getAsLong()).isEqualTo(3);
  }

  @Test
  void statsByOutboundAddUpWhatTheyShare() {
    var json =
        JsonParser.parseString(shell.run("session:stats --by inbound --json").out())
            .getAsJsonArray();
    assertThat(json).hasSize(1);
    var all = json.get(0).getAsJsonObject();
    assertThat(all.get("total").getAsLong()).isEqualTo(13);
    assertThat(all.has("rule")).isFalse();
    assertThat(all.getAsJsonObject("connect").get("count").getAsLong()).isZero();
    assertThat(shell.run("session:stats --by rule").out()).contains("RULE").doesNotContain("OUTB");
    assertThat(shell.run("session:stats --by user").out()).isEqualTo("no session yet\n");
    assertThat(shell.run("session:stats --by bytes").status()).isEqualTo(2);
  }

  @Test
  void listIsNarrowedToAUserASourceADestination() {
    assertThat(shell.run("session:list --user alice --json").out()).contains("big.example");
    assertThat(shell.run("session:list --user nobody").out()).isEqualTo("no sessions\n");
    assertThat(shell.run("session:list --source 10.9.9.9").out()).isEqualTo("no sessions\n");
    assertThat(shell.run("session:list --source 127.0.0.9").out()).contains("3m12s");
    var old = shell.run("session:list --destination old.exa --sort rate").out();
    assertThat(old).contains("RATE", "0B/s").doesNotContain("big.example");
  }
}
