// SPDX-License-Identifier: Apache-2.0
package io.sallyport.itest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.google.gson.JsonObject;
import io.sallyport.itest.harness.ByteServer;
import io.sallyport.itest.harness.Pattern;
import io.sallyport.itest.harness.Ports;
import io.sallyport.itest.harness.Product;
import io.sallyport.itest.harness.Socks5;
import io.sallyport.testing.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Files are edited while sessions run. */
class ReloadIT {

  private static final String DIRECT = "\"final\": \"direct\"";
  private static final String BLOCK = "\"final\": \"block\"";

  @RegisterExtension
  static final Product PRODUCT =
      new Product().listener("edited", DIRECT).listener("broken", DIRECT);

  private static ByteServer echo;

  @BeforeAll
  static void serve() throws IOException {
    echo = ByteServer.echo();
  }

  @AfterAll
  static void stop() throws IOException {
    echo.close();
  }

  private static int code(String tag) throws IOException {
    return Socks5.code(PRODUCT.port(tag), "127.0.0.1", echo.port());
  }

  @Test
  void theNextSessionObeysAndTheRunningOneLivesOn() throws Exception {
    try (var running = Socks5.open(PRODUCT.port("edited"), "127.0.0.1", echo.port())) {
      Pattern.write(running.getOutputStream(), 21, 0, 1000);
      PRODUCT.edit("edited", BLOCK);
      Await.until("the next session is blocked", () -> code("edited") == 2);
      Pattern.write(running.getOutputStream(), 21, 1000, 100_000);
      Pattern.check(running.getInputStream(), 21, 101_000);
    }
    PRODUCT.edit("edited", DIRECT);
    Await.until("the next session goes", () -> code("edited") == 0);
  }

  @Test
  void sessionsOfAChangedPolicyAreCutWhereItSaysSo() throws Exception {
    PRODUCT.add("cutting", "\"interrupt_exist_connections\": true, " + DIRECT);
    try (var running = Socks5.open(PRODUCT.port("cutting"), "127.0.0.1", echo.port())) {
      PRODUCT.edit("cutting", "\"interrupt_exist_connections\": true, " + BLOCK);
      assertThat(RunsOut.ended(running)).isTrue();
    }
  }

  @Test
  void aNewFileIsANewListenerAndWithoutItItIsGone() throws Exception {
    PRODUCT.add("passing", DIRECT);
    try (var running = Socks5.open(PRODUCT.port("passing"), "127.0.0.1", echo.port())) {
      Files.delete(PRODUCT.home().config("io.sallyport.socks~passing"));
      Await.until("the listener is gone", () -> !Ports.accepts(PRODUCT.port("passing")));
      assertThat(code("edited")).as("others are not touched").isZero();
      Pattern.write(running.getOutputStream(), 22, 1000);
      Pattern.check(running.getInputStream(), 22, 1000);
    }
  }

  @Test
  void aListenerMovesToAnotherPort() throws Exception {
    PRODUCT.add("moving", DIRECT);
    int old = PRODUCT.port("moving");
    try (var running = Socks5.open(old, "127.0.0.1", echo.port())) {
      PRODUCT.add("moving", DIRECT); // the same file with another port
      Await.until("the old port is closed", () -> !Ports.accepts(old));
      assertThat(code("moving")).isZero();
      Pattern.write(running.getOutputStream(), 23, 1000);
      Pattern.check(running.getInputStream(), 23, 1000);
    }
  }

  @Test
  void usersMayChange() throws Exception {
    PRODUCT.add("people", "\"users\": [{\"username\": \"a\", \"password\": \"old\"}], " + DIRECT);
    PRODUCT.edit("people", "\"users\": [{\"username\": \"a\", \"password\": \"new\"}], " + DIRECT);
    Await.until("the new password is good", () -> login("new") == 0);
    assertThat(login("old")).isNotZero();
  }

  private static int login(String password) throws IOException {
    try (var client = Socks5.dial(PRODUCT.port("people"))) {
      Socks5.login(client, "a", password);
      client.getInputStream().read();
      return client.getInputStream().read();
    }
  }

  static Stream<Arguments> mistakes() {
    return Stream.of(
        arguments("syntax", "\"final\": \"direct\" \"x\"", 4, 21, ""),
        arguments("cut off", "\"final\": \"dir", 4, 0, ""),
        arguments("unknown key", "\"finale\": \"direct\", " + DIRECT, 4, 3, "finale"),
        arguments(
            "bad CIDR",
            "\"rules\": [{\"ip_cidr\": \"10.0.0.0/33\", \"outbound\": \"direct\"}], " + DIRECT,
            4,
            25,
            "rules[0].ip_cidr"),
        arguments("dangling tag", "\"final\": \"nowhere\"", 4, 12, "final"),
        arguments(
            "dangling tag in a rule",
            "\"rules\": [{\"port\": 1, \"outbound\": \"nowhere\"}], " + DIRECT,
            4,
            37,
            "rules[0].outbound"),
        arguments("bad duration", "\"idle_timeout\": \"soon\", " + DIRECT, 4, 19, "idle_timeout"),
        arguments("missing key", "\"rules\": []", 0, 0, "final"),
        arguments(
            "unknown secret",
            "\"users\": [{\"username\": \"a\", \"password\": \"$[secret:none]\"}], " + DIRECT,
            4,
            43,
            "users[0].password"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mistakes")
  void aBadEditIsRefusedWhereItIsWrongAndTheLastGoodOneStays(
      String what, String rest, int line, int column, String key) throws Exception {
    var file = "io.sallyport.socks~broken.cfg.json";
    PRODUCT.edit("broken", rest);
    try {
      var finding =
          Await.value(
              "a finding about " + key,
              java.time.Duration.ofSeconds(20),
              () -> finding(file, key, line));
      if (column > 0) {
        assertThat(finding.get("column").getAsInt()).as("column: " + finding).isEqualTo(column);
      }
      var place = line > 0 ? file + ":" + line + ":" : file;
      assertThat(PRODUCT.shell("config:errors").out()).contains(place);
      assertThat(PRODUCT.log()).contains(place);
      assertThat(state(file)).isEqualTo("stale");
      assertThat(
              PRODUCT
                  .json("sallyport:status")
                  .getAsJsonObject()
                  .get("configuration_problems")
                  .getAsInt())
          .isPositive();
      assertThat(code("broken")).as("the last good policy").isZero();
    } finally {
      PRODUCT.edit("broken", DIRECT);
    }
    Await.until("the file is well again", () -> state(file).equals("applied"));
    assertThat(finding(file, "", 0)).as("and nothing is told about it any more").isNull();
  }

  private static @org.jspecify.annotations.Nullable JsonObject finding(
      String file, String key, int line) throws Exception {
    for (var one : PRODUCT.list("config:errors")) {
      var finding = one.getAsJsonObject();
      if (finding.has("file")
          && finding.get("file").getAsString().endsWith(file)
          && finding.get("key").getAsString().startsWith(key)
          && (line == 0 || finding.get("line").getAsInt() == line)) {
        return finding;
      }
    }
    return null;
  }

  private static String state(String file) throws Exception {
    for (var one : PRODUCT.list("config:list")) {
      if (one.getAsJsonObject().get("path").getAsString().endsWith(file)) {
        return one.getAsJsonObject().get("state").getAsString();
      }
    }
    return "";
  }

  @Test
  void aNewFileThatIsWrongStartsNothingUntilItIsRight() throws Exception {
    int port = Ports.free();
    var pid = "io.sallyport.socks~late";
    PRODUCT.home().write(pid, "{\"listen_port\": " + port + ", \"final\": \"later\"}");
    Await.until("it is refused", () -> state(pid + ".cfg.json").equals("refused"));
    assertThat(Ports.accepts(port)).isFalse();
    // What it names comes in another file: nothing need be done to the first.
    PRODUCT.home().write("io.sallyport.outbound.direct~later", "{}");
    Await.until("it listens", () -> Ports.accepts(port));
    Await.until("sessions go", () -> Socks5.code(port, "127.0.0.1", echo.port()) == 0);
    assertThat(state(pid + ".cfg.json")).isEqualTo("applied");
    Files.delete(PRODUCT.home().config(pid));
    Files.delete(PRODUCT.home().config("io.sallyport.outbound.direct~later"));
    Await.until("it is gone", () -> !Ports.accepts(port));
  }

  @Test
  void checkTellsTheSameWithoutUsingTheFile() throws Exception {
    var draft = PRODUCT.home().root().resolve("io.sallyport.socks~draft.cfg.json");
    Files.writeString(draft, "{\n  \"listen_port\": 70000,\n  \"final\": \"direct\"\n}\n");
    var bad = PRODUCT.shell("policy:check", draft.toString());
    assertThat(bad.status()).isEqualTo(1);
    assertThat(bad.out() + bad.err())
        .contains("io.sallyport.socks~draft.cfg.json:2:18: listen_port:");
    Files.writeString(draft, "{\"listen_port\": 7000, \"final\": \"direct\"}");
    assertThat(PRODUCT.shell("policy:check", draft.toString()).status()).isZero();
  }
}
