// SPDX-License-Identifier: Apache-2.0
package io.sallyport.policy.internal;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.api.Isolation;
import io.sallyport.api.Policy;
import io.sallyport.api.config.ConfigException;
import io.sallyport.api.config.ConfigProblem;
import io.sallyport.api.config.Schema;
import io.sallyport.api.config.Settings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PolicyKeysTest {

  @Test
  void limitsHaveDefaults() throws Exception {
    assertThat(Policies.of("[]").limits())
        .isEqualTo(
            new Policy.Limits(
                0,
                0,
                Duration.ofSeconds(10),
                Duration.ofMinutes(5),
                Duration.ofMinutes(5),
                Duration.ofSeconds(30),
                false));
  }

  @Test
  void limitsAreRead() throws Exception {
    var settings =
        Policies.settings(
            "[]",
            Map.ofEntries(
                entry("max_connections", 4096L),
                entry("max_connections_per_source", "256"),
                entry("connect_timeout", "1s"),
                entry("idle_timeout", "0s"),
                entry("udp_timeout", "1m30s"),
                entry("drain_timeout", "0"),
                entry("interrupt_exist_connections", true),
                entry("rate_limit_up", "10MiB"),
                entry("rate_limit_down", 125_000L),
                entry("max_connection_rate", 50L),
                entry("max_lifetime", "24h")));
    assertThat(Policies.COMPILER.compile(settings).limits())
        .isEqualTo(
            new Policy.Limits(
                4096,
                256,
                Duration.ofSeconds(1),
                Duration.ZERO,
                Duration.ofSeconds(90),
                Duration.ZERO,
                true,
                10 << 20,
                125_000,
                50,
                Duration.ofDays(1)));
  }

  @Test
  void everyProblemIsToldAtOnce() {
    var problems =
        Policies.problems(
            "[{\"prot\": 1, \"outbound\": \"x\"}]",
            Map.of(
                ".dns",
                "{}",
                "connect_timeout",
                "0s",
                "isolation",
                new String[] {"inbound", "ip"}));
    assertThat(problems)
        .extracting(ConfigProblem::path)
        .containsExactlyInAnyOrder("dns", "connect_timeout", "isolation[1]", "rules[0].prot");
  }

  @Test
  void finalIsRequired() {
    assertThatThrownBy(() -> Settings.of(Policies.COMPILER.keys(), Map.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessage("final: is required and missing");
    assertThat(Policies.problems("[]", Map.of("final", " ")))
        .extracting(ConfigProblem::path)
        .containsExactly("final");
  }

  @Test
  void outboundsAreToldWithTheirPlace() throws Exception {
    var settings =
        Policies.settings(
            """
            [ { "port": 1, "action": "reject" }, { "port": 2, "outbound": "a" },
              { "action": "resolve", "server": "b" } ]
            """,
            Map.of());
    assertThat(Policies.COMPILER.references(settings))
        .containsExactly(
            new Schema.Reference("rules[1].outbound", "a"),
            new Schema.Reference("rules[2].server", "b"),
            new Schema.Reference("final", "last"));
  }

  @Test
  void isolationNamesItsPartsInOneOrder() throws Exception {
    var flow = Asked.to("a.example", 80).question().flow();
    var some = Policies.settings("[]", Map.of("isolation", List.of("auth_user", "source_address")));
    assertThat(Policies.COMPILER.compile(some).isolate(flow))
        .isEqualTo(new Isolation(List.of("source_address=192.0.2.7", "auth_user=alice")));
    var all =
        Policies.settings(
            "[]",
            Map.of(
                "isolation",
                List.of(
                    "destination_port", "destination_address", "protocol", "inbound", "inbound")));
    assertThat(Policies.COMPILER.compile(all).isolate(flow).parts())
        .containsExactly(
            "inbound=lab1",
            "protocol=socks",
            "destination_address=a.example",
            "destination_port=80");
    assertThat(Policies.of("[]").isolate(flow)).isEqualTo(Isolation.SHARED);
  }
}
