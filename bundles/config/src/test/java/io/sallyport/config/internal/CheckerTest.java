// SPDX-License-Identifier: Apache-2.0
package io.sallyport.config.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.sallyport.api.config.Configurations.Finding;
import io.sallyport.api.config.Key;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckerTest {

  private static final Surroundings ALL = Samples.surroundings(Samples.LISTENER, Samples.UPSTREAM);

  private static Verdict check(String name, String text) {
    return Checker.check(Samples.document(name, text), ALL, Set.of("direct", "block", "exit"));
  }

  private static List<String> said(List<Finding> findings) {
    return findings.stream().map(f -> f.toString().replaceFirst("^[^:]*:", "")).toList();
  }

  @Test
  void findsEveryProblemOfAFileAtOnce() {
    var verdict =
        check(
            "io.sallyport.socks~lab",
            """
            {
              "listen-port": 1080,
              "listen_port": 0,
              "final": ["x"],
              "rules": {}
            }
            """
                .replace("{}", "\"[]\"")
                .replace("listen-port", "lisen"));

    assertThat(said(verdict.errors()))
        .containsExactly(
            "2:3: lisen: is no key of io.sallyport.socks; did you mean \"listen\"?",
            "4:12: final: must be: string",
            "3:18: listen_port: 0 is not within 1 to 65535");
  }

  @Test
  void suggestsTheKeyWithTheOtherDash() {
    var verdict = check("io.sallyport.socks~lab", "{\"Listen-Port\": 1, \"listen_port\": 1}");
    assertThat(said(verdict.errors()))
        .containsExactly(
            "1:2: Listen-Port: is no key of io.sallyport.socks; did you mean \"listen_port\"?");
  }

  @Test
  void runsTheSchemasOwnCheck() {
    assertThat(said(check("io.sallyport.socks~lab", "{\"listen_port\": 666}").errors()))
        .containsExactly("1:17: listen_port: is not a port for decent people");
  }

  @Test
  void findsDanglingOutboundsWhereTheyAreNamed() {
    var verdict =
        check(
            "io.sallyport.socks~lab",
            "{\"listen_port\": 1, \"final\": \"exit\",\n \"rules\": [{\"outbound\": \"exlt\"}]}");

    assertThat(verdict.errors()).isEmpty();
    assertThat(said(verdict.dangling()))
        .containsExactly(
            "2:25: rules[0].outbound: no outbound \"exlt\" is defined; did you mean \"exit\"?");
  }

  @Test
  void survivesASchemaThatThrows() {
    var broken =
        new io.sallyport.api.config.Schema() {
          @Override
          public String pid() {
            return "x.y";
          }

          @Override
          public String doc() {
            return "";
          }

          @Override
          public List<Key<?>> keys() {
            return List.of();
          }

          @Override
          public void check(io.sallyport.api.config.Settings settings) {
            throw new IllegalStateException("oops");
          }
        };
    var verdict =
        Checker.check(Samples.document("x.y", "{}"), Samples.surroundings(broken), Set.of());
    assertThat(said(verdict.errors())).singleElement().asString().contains("oops");
  }

  @Test
  void deliversPlainSecretAndNestedValuesUnderTheirNames() {
    var verdict =
        check(
            "io.sallyport.outbound.socks~exit",
            """
            { "server": "$[env:pw].example", "server_port": 1081, "network": ["tcp"],
              "password": "x", "$schema": "https://example.invalid", "service.ranking": 5 }
            """);

    assertThat(verdict.errors()).isEmpty();
    assertThat(verdict.properties())
        .containsOnly(
            entry(".server", "$[env:pw].example"),
            entry("server_port", 1081L),
            entry("network", new String[] {"tcp"}),
            entry(".password", "x"),
            entry("service.ranking", 5),
            entry("outbound.tag", "exit"),
            entry("sallyport.file", "/etc/sallyport/io.sallyport.outbound.socks~exit.cfg.json"));
  }

  @Test
  void takesKindsWithoutSchemaAsTheyAre() {
    var verdict =
        check(
            "com.example.thing~a",
            """
            { "s": "t", "b": true, "l": 7, "d": 1.5, "n": null, "e": [], "ss": ["a", 1, true],
              "ll": [1, 2], "mix": [1, 2.5], "o": {"k": [1.50]}, "oo": [{"a": null}],
              "p": "$[secret:pw]" }
            """);

    assertThat(verdict.errors()).isEmpty();
    assertThat(verdict.remarks()).isEmpty();
    assertThat(verdict.vetted()).isFalse();
    assertThat(verdict.properties())
        .containsOnly(
            entry("s", "t"),
            entry("b", true),
            entry("l", 7L),
            entry("d", 1.5),
            entry("e", new String[0]),
            entry("ss", new String[] {"a", "1", "true"}),
            entry("ll", new Long[] {1L, 2L}),
            entry("mix", new String[] {"1", "2.5"}),
            entry(".o", "{\"k\":[1.50]}"),
            entry(".oo", "[{\"a\":null}]"),
            entry(".p", "$[secret:pw]"),
            entry(".sallyport.nested", new String[] {".o", ".oo"}),
            entry("sallyport.file", "/etc/sallyport/com.example.thing~a.cfg.json"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\".a\": 1} | 1:2: .a: is a name that files must not set",
        "{\"service.pid\": \"x\"} | 1:2: service.pid: is a name that files must not set",
        "{\"outbound.tag\": \"x\"} | 1:2: outbound.tag: is a name that files must not set",
        "{\"\": 1} | 1:2: is a name that files must not set",
        "{\"a\": 1, \"A\": 2} | 1:10: A: is \"a\" again, only in other case",
        "{\"tag\": 5} | 1:9: tag: is a text of 1 to 200 printable characters",
        "{\"tag\": \"\"} | 1:9: tag: is a text of 1 to 200 printable characters",
        "{\"enabled\": \"no\"} | 1:13: enabled: is neither true nor false",
        "{\"service.ranking\": 2} | 1:21: service.ranking: is a whole number, and only outbounds"
            + " have it",
      })
  void refusesKeysThatAreNotForFiles(String text, String said) {
    assertThat(said(check("com.example.thing~a", text).errors())).containsExactly(said);
  }

  @Test
  void refusesTheTagsOfBuiltInOutbounds() {
    assertThat(said(check("io.sallyport.outbound.x~direct", "{}").errors()))
        .containsExactly("1:1: tag: \"direct\" is built in; another tag is needed");
    assertThat(said(check("io.sallyport.outbound.x~y", "{\"tag\": \"block\"}").errors()))
        .containsExactly("1:9: tag: \"block\" is built in; another tag is needed");
    assertThat(said(check("io.sallyport.outbound.x", "{}").errors()))
        .containsExactly("1:1: tag: is missing, and the file's name has no ~ to take it from");
  }

  @Test
  void aDisabledFileIsInertWhateverElseItSays() {
    var verdict = check("io.sallyport.socks~lab", "{\"enabled\": false, \"final\": \"nowhere\"}");

    assertThat(verdict.errors()).isEmpty();
    assertThat(verdict.properties()).isEmpty();
    assertThat(said(verdict.remarks()))
        .containsExactly("1:13: enabled: is false: nothing of this file is in force");
  }

  @Test
  void refusesUnknownSecretsWhereTheyAreNamed() {
    var verdict =
        check(
            "com.example.thing~a", "{\"o\": [{\"p\": \"$[secret:nope]\"}],\n \"q\": \"$[env:x\"}");

    assertThat(said(verdict.errors()))
        .containsExactly("1:14: o[0].p: no nope", "2:7: q: a ']' is missing after $[env:");
  }

  @Test
  void neverShowsASecretInAMessage() {
    var verdict =
        check(
            "io.sallyport.outbound.socks~exit",
            "{\"server\": \"h\", \"server_port\": \"$[secret:port]\", \"pause\": \"hunter2\"}");

    assertThat(said(verdict.errors()))
        .containsExactly(
            "1:32: server_port: *** is not within 1 to 65535",
            "1:59: pause: \"***\" is not a duration such as \"300ms\", \"10s\", \"1m30s\" or"
                + " \"2h\"");
  }

  @Test
  void tellsAChangedSecretByTheDigestOnly() {
    var document = Samples.document("com.example.thing~a", "{\"p\": \"$[secret:pw]\"}");
    var one = surroundings("first-secret");
    var other = surroundings("other-secret");

    String digest = Checker.check(document, one, Set.of()).digest();
    assertThat(Checker.check(document, one, Set.of()).digest()).isEqualTo(digest).isNotEmpty();
    assertThat(Checker.check(document, other, Set.of()).digest()).isNotEqualTo(digest);
    assertThat(Checker.check(document, other, Set.of()).properties().toString())
        .doesNotContain("other-secret");
  }

  private static Surroundings surroundings(String secret) {
    return new Surroundings(
        List.of(), Set.of(), java.util.Map.of(), Samples.secrets(java.util.Map.of("pw", secret)));
  }

  @Test
  void remarksAMisspeltKind() {
    assertThat(said(check("io.sallyport.sockz~lab", "{}").remarks()))
        .singleElement()
        .asString()
        .contains("no bundle declares io.sallyport.sockz", "did you mean \"io.sallyport.socks\"");
    assertThat(check("io.sallyport.outbound.tor~t", "{}").remarks()).isEmpty();
  }
}
