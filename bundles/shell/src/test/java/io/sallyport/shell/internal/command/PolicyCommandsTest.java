// SPDX-License-Identifier: Apache-2.0
package io.sallyport.shell.internal.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import io.sallyport.api.AddressFamily;
import io.sallyport.api.Decision;
import io.sallyport.api.Policy;
import io.sallyport.api.Question;
import io.sallyport.api.RouteOptions;
import io.sallyport.api.Sessions;
import io.sallyport.api.Sniffed;
import io.sallyport.api.config.Configurations;
import io.sallyport.shell.internal.server.TestShell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyCommandsTest {

  private static final Decision.Rule SNIFF = new Decision.Rule(0, "look");
  private static final Decision.Rule RESOLVE = new Decision.Rule(1, "lookup");
  private static final Decision.Rule PRIVATE = new Decision.Rule(2, "private");

  /** Sniffs, resolves; private addresses are rejected, TLS goes direct, the rest by an absentee. */
  private static Policy.Explanation decide(Question question) {
    if (question.from() == 0) {
      return new Policy.Explanation(
          List.of(new Policy.Step(SNIFF, true, "every flow")),
          new Decision.Sniff(
              SNIFF, RouteOptions.NONE, Set.of(Sniffed.Protocol.TLS), Duration.ofMillis(300)));
    }
    if (question.from() == 1) {
      return new Policy.Explanation(
          List.of(new Policy.Step(RESOLVE, true, "a name")),
          new Decision.Resolve(RESOLVE, RouteOptions.NONE, "direct", AddressFamily.PREFER_IPV4));
    }
    if (question.resolved().stream().anyMatch(ip -> ip.isSiteLocalAddress())) {
      return new Policy.Explanation(
          List.of(new Policy.Step(PRIVATE, true, "10.0.0.0/8")),
          new Decision.Reject(PRIVATE, Decision.Reject.Method.DROP));
    }
    Sniffed sniffed = question.sniffed();
    boolean tls = sniffed != null && sniffed.protocol() == Sniffed.Protocol.TLS;
    return new Policy.Explanation(
        List.of(new Policy.Step(PRIVATE, false, "not 10.0.0.0/8")),
        new Decision.Route(Decision.Rule.FINAL, tls ? "direct" : "gone", RouteOptions.NONE));
  }

  private final Policy policy =
      new Fakes.OnePolicy(
          PolicyCommandsTest::decide,
          List.of(new Policy.RuleText(PRIVATE, "ip_is_private", "reject drop")));
  private final Sessions sessions =
      Fakes.sessions(
          List.of(), List.of(new Sessions.Count("lab", "-", "private", 0, 42, Map.of(), 0, 0)));
  private final Inbounds inbounds = new Inbounds(List.of(Fakes.inbound("lab", policy)));
  private final TestShell shell =
      new TestShell()
          .with(
              "policy",
              new PolicyCommands(
                  sessions, inbounds, new Fakes.Files(List.of(), List.of(), this::check)),
              "list",
              "show",
              "check")
          .with("policy", new ExplainCommand(sessions, inbounds), "explain");

  private List<Configurations.Finding> check(Path file) {
    return file.toString().contains("bad")
        ? List.of(new Configurations.Finding(file, 3, 7, "final", "is missing"))
        : List.of();
  }

  @Test
  void listShowsOutboundsThatAreNotThere() {
    var row =
        JsonParser.parseString(shell.run("policy:list --json").out())
            .getAsJsonArray()
            .get(0)
            .getAsJsonObject();
    assertThat(row.getAsJsonArray("missing_outbounds")).hasToString("[\"gone\"]");
    assertThat(shell.run("policy:list").out()).contains("direct, gone");
  }

  @Test
  void showCountsHits() {
    assertThat(shell.run("policy:show lab").out())
        .containsPattern("private +ip_is_private +reject drop +42")
        .contains("connections at most 10", "idle_timeout never");
    var absent = shell.run("policy:show wan");
    assertThat(absent.status()).isEqualTo(1);
    assertThat(absent.err()).contains("there are: lab");
  }

  @Test
  void checkSpeaksOfTheClientsDirectory(@TempDir Path directory) throws IOException {
    Files.writeString(directory.resolve("bad.cfg.json"), "{}");
    Files.writeString(directory.resolve("good.cfg.json"), "{}");
    shell.in(directory);
    var refused = shell.run("policy:check bad.cfg.json");
    assertThat(refused.status()).isEqualTo(1);
    assertThat(refused.out()).isEqualTo("bad.cfg.json:3:7: final: is missing\n");
    assertThat(shell.run("policy:check good.cfg.json").status()).isZero();
    assertThat(shell.run("policy:check absent.cfg.json").status()).isEqualTo(1);
  }

  @Test
  void explainSupposesNothingInSilence() {
    var result = shell.run("policy:explain lab example.com 443");
    assertThat(result.status()).isZero();
    assertThat(result.out())
        .contains(
            "look would look at the client's first bytes",
            "lookup would resolve example.com by outbound direct",
            "=> outbound gone (final)",
            "outbound gone is not there: the flow would be blocked");
  }

  @Test
  void explainFollowsWhatItIsTold() {
    assertThat(
            shell.run("policy:explain --sniffed tls --domain a.example lab example.com 443").out())
        .contains("=> outbound direct (final)");
    assertThat(shell.run("policy:explain --sniffed http lab example.com 443").out())
        .contains("look does not look for http", "=> outbound gone");
    assertThat(shell.run("policy:explain --resolved 192.0.2.1,10.0.0.7 lab example.com 443").out())
        .contains("=> dropped in silence (private)");
  }

  @Test
  void explainForScripts() {
    var json =
        JsonParser.parseString(shell.run("policy:explain --json lab 192.0.2.1 443").out())
            .getAsJsonObject();
    assertThat(json.get("action").getAsString()).isEqualTo("route");
    assertThat(json.get("problem").getAsString()).contains("not there");
    assertThat(json.getAsJsonArray("steps")).hasSize(3);
    assertThat(json.getAsJsonArray("suppositions")).hasSize(1);
  }

  @Test
  void explainLooksNothingUp() {
    var result = shell.run("policy:explain --source localhost lab example.com 443");
    assertThat(result.status()).isEqualTo(2);
    assertThat(result.err()).contains("\"localhost\" is not an address");
    assertThat(shell.run("policy:explain --source '[::1]:53' --network udp lab ::1 53").status())
        .isZero();
  }
}
