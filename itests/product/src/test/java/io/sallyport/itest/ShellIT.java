// SPDX-License-Identifier: Apache-2.0
package io.sallyport.itest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.google.gson.JsonParser;
import io.sallyport.itest.harness.ByteServer;
import io.sallyport.itest.harness.Ports;
import io.sallyport.itest.harness.Product;
import io.sallyport.itest.harness.Socks5;
import io.sallyport.testing.Await;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The shell as a script and as a person use it. */
class ShellIT {

  @RegisterExtension
  static final Product PRODUCT = new Product().listener("main", "\"final\": \"direct\"");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sallyport:status",
        "sallyport:version",
        "sallyport:stop",
        "session:list",
        "session:show",
        "session:close",
        "session:stats",
        "outbound:list",
        "outbound:show",
        "outbound:test",
        "policy:list",
        "policy:show",
        "policy:check",
        "policy:explain",
        "config:list",
        "config:errors",
        "config:keys",
        "log:level",
        "log:tail"
      })
  void everyCommandHasHelp(String command) throws Exception {
    var help = PRODUCT.shell(command, "--help");
    assertThat(help.status()).as(help.toString()).isZero();
    assertThat(help.out()).contains(command.substring(command.indexOf(':') + 1));
    assertThat(help.text().lines().count()).isGreaterThan(1);
    assertThat(PRODUCT.process().isAlive()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sallyport:status",
        "session:list",
        "session:stats",
        "outbound:list",
        "outbound:show direct",
        "policy:list",
        "policy:show main",
        "policy:explain main www.example 443",
        "config:list",
        "config:errors",
        "config:keys"
      })
  void whatScriptsReadIsJson(String line) throws Exception {
    var words = Arrays.copyOf(line.split(" "), line.split(" ").length + 1);
    words[words.length - 1] = "--json";
    var run = PRODUCT.shell(words);
    assertThat(run.status()).as(run.toString()).isZero();
    assertThatCode(() -> JsonParser.parseString(run.out())).doesNotThrowAnyException();
    assertThat(run.text()).matches("(?s)[{\\[].*");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sallyport:status",
        "session:list",
        "session:stats",
        "outbound:list",
        "policy:list",
        "policy:show main",
        "config:list",
        "config:keys",
        "help",
        "session:list --help"
      })
  void tablesFitEightyColumns(String line) throws Exception {
    try (var echo = ByteServer.echo();
        var client = Socks5.open(PRODUCT.port("main"), "127.0.0.1", echo.port())) {
      client.getOutputStream().write(1);
      var run = PRODUCT.shellAt(80, line);
      assertThat(run.status()).isZero();
      assertThat(run.out().lines()).isNotEmpty().allMatch(one -> one.length() <= 80);
      assertThat(run.out()).as("no colour unless asked for").doesNotContain("\u001b");
    }
  }

  @Test
  void aPipeGetsItAllUncutAndUncoloured() throws Exception {
    var run = PRODUCT.shell("config:keys");
    assertThat(run.status()).isZero();
    assertThat(run.out()).doesNotContain("\u001b").doesNotContain("…");
    assertThat(run.out().lines()).anyMatch(one -> one.length() > 80);
  }

  @Test
  void theLogIsOneJsonObjectToALine() throws Exception {
    var run = PRODUCT.shell("log:tail", "--json");
    assertThat(run.status()).isZero();
    assertThat(run.text().lines()).isNotEmpty();
    assertThat(run.text().lines())
        .allSatisfy(
            line ->
                assertThat(JsonParser.parseString(line).getAsJsonObject().has("message")).isTrue());
  }

  @Test
  void statusCodesTellScriptsWhatHappened() throws Exception {
    assertThat(PRODUCT.shell("session:show", "999999").status()).as("failed").isEqualTo(1);
    assertThat(PRODUCT.shell("outbound:show", "nowhere").status()).as("failed").isEqualTo(1);
    assertThat(PRODUCT.shell("session:list", "--sort", "colour").status()).as("usage").isEqualTo(2);
    var unknown = PRODUCT.shell("session:lst");
    assertThat(unknown.status()).as("usage").isEqualTo(2);
    assertThat(unknown.err()).contains("session:list");
    assertThat(unknown.out()).isEmpty();
  }

  @Test
  void aSessionIsSeenShownAndClosed() throws Exception {
    try (var echo = ByteServer.echo();
        var client = Socks5.open(PRODUCT.port("main"), "localhost", echo.port())) {
      client.getOutputStream().write(new byte[100]);
      client.getInputStream().readNBytes(100);
      var destination = "localhost:" + echo.port();
      var seen =
          PRODUCT.list("session:list").asList().stream()
              .map(one -> one.getAsJsonObject())
              .filter(one -> one.get("destination").getAsString().equals(destination))
              .toList();
      assertThat(seen).hasSize(1);
      var session = seen.getFirst();
      assertThat(session.get("outbound").getAsString()).isEqualTo("direct");
      assertThat(session.get("rule").getAsString()).isEqualTo("final");
      assertThat(session.get("state").getAsString()).isEqualTo("active");
      assertThat(session.get("up_bytes").getAsLong()).isEqualTo(100);
      assertThat(session.get("down_bytes").getAsLong()).isEqualTo(100);

      var id = session.get("id").getAsString();
      assertThat(PRODUCT.shell("session:list").out()).contains(destination);
      assertThat(PRODUCT.shell("session:show", id).out()).contains(destination);
      assertThat(PRODUCT.shell("session:close", id).status()).isZero();
      assertThat(RunsOut.ended(client)).isTrue();
    }
  }

  @Test
  void statisticsCountSessionsAndBytes() throws Exception {
    long before = counted("up_bytes");
    try (var echo = ByteServer.echo();
        var client = Socks5.open(PRODUCT.port("main"), "127.0.0.1", echo.port())) {
      client.getOutputStream().write(new byte[1234]);
      client.getInputStream().readNBytes(1234);
    }
    Await.until("they are counted", () -> counted("up_bytes") >= before + 1234);
  }

  private static long counted(String key) throws Exception {
    return PRODUCT.list("session:stats").asList().stream()
        .mapToLong(one -> one.getAsJsonObject().get(key).getAsLong())
        .sum();
  }

  @Test
  void outboundTestReallyConnects() throws Exception {
    try (var echo = ByteServer.echo()) {
      var good = PRODUCT.shell("outbound:test", "direct", "127.0.0.1", "" + echo.port());
      assertThat(good.status()).as(good.toString()).isZero();
      assertThat(echo.accepted()).isEqualTo(1);
    }
    var bad = PRODUCT.shell("outbound:test", "direct", "127.0.0.1", "" + Ports.free());
    assertThat(bad.status()).isEqualTo(1);
    assertThat(bad.out() + bad.err()).contains("refused");
  }

  @Test
  void logLevelsChangeWhileItRuns() throws Exception {
    assertThat(PRODUCT.shell("log:level", "io.sallyport.session", "debug").status()).isZero();
    assertThat(PRODUCT.shell("log:level").out()).contains("io.sallyport.session");
    assertThat(PRODUCT.shell("log:level", "io.sallyport.session", "loud").status()).isNotZero();
    assertThat(PRODUCT.shell("log:level", "io.sallyport.session", "info").status()).isZero();
  }
}
