// SPDX-License-Identifier: Apache-2.0
package io.sallyport.policy.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.api.AddressFamily;
import io.sallyport.api.Decision;
import io.sallyport.api.Policy.Step;
import io.sallyport.api.Question;
import io.sallyport.api.RouteOptions;
import io.sallyport.api.Sniffed;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What actions decide, in which order, and how it is told. */
class DecisionTest {

  @Test
  void theFirstRuleThatDecidesWins() throws Exception {
    var policy =
        Policies.of(
            """
            [ { "port": 25, "action": "reject", "tag": "no-smtp" },
              { "port": [25, 53], "action": "hijack-dns" },
              { "network": "udp", "action": "reject", "method": "drop" },
              { "domain_suffix": "a.example", "outbound": "one" },
              { "action": "route", "outbound": "two", "udp_timeout": "60s" } ]
            """);
    assertThat(policy.decide(Asked.to("x.a.example", 25).question()))
        .isEqualTo(
            new Decision.Reject(new Decision.Rule(0, "no-smtp"), Decision.Reject.Method.DEFAULT));
    assertThat(policy.decide(Asked.to("x.a.example", 53).question()))
        .isEqualTo(new Decision.HijackDns(new Decision.Rule(1, "rule[1]")));
    assertThat(policy.decide(Asked.to("x.a.example", 1).udp().question()))
        .isEqualTo(
            new Decision.Reject(new Decision.Rule(2, "rule[2]"), Decision.Reject.Method.DROP));
    assertThat(Asked.to("x.a.example", 1).by(policy)).isEqualTo("one");
    assertThat(policy.decide(Asked.to("b.example", 1).question()))
        .isEqualTo(
            new Decision.Route(
                new Decision.Rule(4, "rule[4]"),
                "two",
                new RouteOptions(null, null, null, null, Duration.ofSeconds(60))));
    assertThat(policy.outbounds()).containsExactlyInAnyOrder("one", "two", "last");
  }

  @Test
  void withoutRulesFinalDecides() throws Exception {
    assertThat(Policies.of("[]").decide(Asked.host("a.example").question()))
        .isEqualTo(new Decision.Route(Decision.Rule.FINAL, "last", RouteOptions.NONE));
  }

  @Test
  void sniffingAndResolvingAreAskedForOnceAndGoOnBehindTheirRule() throws Exception {
    var policy =
        Policies.of(
            """
            [ { "action": "sniff", "sniffer": ["tls", "quic"], "timeout": "1s" },
              { "action": "route-options", "idle_timeout": "0s" },
              { "action": "sniff" },
              { "domain_suffix": "a.example", "action": "resolve", "strategy": "ipv4_only",
                "server": "tor" },
              { "ip_cidr": "10.0.0.0/8", "outbound": "lan" } ]
            """);
    var first = Asked.host("x.a.example").question();
    var sniff = (Decision.Sniff) policy.decide(first);
    assertThat(sniff.protocols()).isEqualTo(Set.of(Sniffed.Protocol.TLS, Sniffed.Protocol.QUIC));
    assertThat(sniff.timeout()).isEqualTo(Duration.ofSeconds(1));

    var again = (Decision.Sniff) policy.decide(first.sniffed(Sniffed.NOTHING, sniff));
    assertThat(again.rule().index()).isEqualTo(2);
    assertThat(again.timeout()).isEqualTo(Duration.ofMillis(300));
    assertThat(again.protocols()).containsExactlyInAnyOrder(Sniffed.Protocol.values());

    // What is recognised is not sniffed again.
    var tls = new Sniffed(Sniffed.Protocol.TLS, "y.a.example");
    var second = first.sniffed(tls, sniff);
    var resolve = (Decision.Resolve) policy.decide(second);
    assertThat(resolve.outbound()).isEqualTo("tor");
    assertThat(resolve.family()).isEqualTo(AddressFamily.IPV4_ONLY);
    assertThat(resolve.options().idleTimeout()).isZero();

    var found = List.of(Asked.ip("10.1.1.1"));
    var route = (Decision.Route) policy.decide(second.resolved(found, resolve));
    assertThat(route.outbound()).isEqualTo("lan");
    assertThat(route.options().idleTimeout()).isZero();
    assertThat(policy.decide(second.resolved(List.of(), resolve)).rule())
        .isEqualTo(Decision.Rule.FINAL);
    assertThat(policy.outbounds()).containsExactlyInAnyOrder("tor", "lan", "last");
  }

  @Test
  void anAddressIsNotResolved() throws Exception {
    var policy = Policies.of("[{\"action\": \"resolve\"}]");
    assertThat(policy.decide(Asked.host("a.example").question()))
        .isEqualTo(
            new Decision.Resolve(
                new Decision.Rule(0, "rule[0]"),
                RouteOptions.NONE,
                "direct",
                AddressFamily.PREFER_IPV4));
    assertThat(Asked.host("10.0.0.1").by(policy)).isEqualTo("last");
  }

  @Test
  void laterRulesSeeTheDestinationThatEarlierOnesHaveMade() throws Exception {
    var policy =
        Policies.of(
            """
            [ { "domain": "old.example", "action": "route-options",
                "override_address": "10.0.0.1", "override_port": 8443 },
              { "domain": "old.example", "outbound": "wrong" },
              { "ip_cidr": "10.0.0.0/8", "port": 8443, "outbound": "right", "override_port": 1,
                "connect_timeout": "3s" } ]
            """);
    var question = Asked.host("old.example").question();
    var route = (Decision.Route) policy.decide(question);
    assertThat(route.outbound()).isEqualTo("right");
    assertThat(route.options())
        .isEqualTo(new RouteOptions("10.0.0.1", 1, Duration.ofSeconds(3), null, null));

    // Put again after a decision that was not final, the options have the same effect.
    var later =
        new Question(
            question.flow(),
            null,
            List.of(),
            new RouteOptions("10.0.0.1", 8443, null, null, null),
            1);
    assertThat(((Decision.Route) policy.decide(later)).outbound()).isEqualTo("right");
  }

  @Test
  void addressesOfTheFormerNameAreForgottenWithIt() throws Exception {
    var policy =
        Policies.of(
            """
            [ { "action": "route-options", "override_address": "new.example" },
              { "ip_cidr": "10.0.0.0/8", "outbound": "wrong" } ]
            """);
    assertThat(Asked.host("old.example").resolvedTo("10.0.0.1").by(policy)).isEqualTo("last");
  }

  @Test
  void explainTellsWhyForEachRuleUpToTheDecision() throws Exception {
    var policy =
        Policies.of(
            """
            [ { "tag": "mail", "port": [25, 465], "action": "reject" },
              { "domain_suffix": ["corp.example", ".lab.example"], "network": "udp",
                "outbound": "corp" },
              { "ip_cidr": "10.0.0.0/8", "outbound": "lan" },
              { "auth_user": "bob", "invert": true, "domain_keyword": "zz", "outbound": "bob" },
              { "type": "logical", "mode": "or", "rules": [ { "protocol": "tls" },
                { "domain_suffix": "corp.example", "source_ip_cidr": "192.0.2.0/24" } ],
                "outbound": "hit" },
              { "outbound": "never" } ]
            """);
    var explanation = policy.explain(Asked.host("www.corp.example").question());
    assertThat(explanation.steps())
        .containsExactly(
            new Step(new Decision.Rule(0, "mail"), false, "port 443 is none of 25, 465"),
            new Step(new Decision.Rule(1, "rule[1]"), false, "network tcp is not udp"),
            new Step(
                new Decision.Rule(2, "rule[2]"),
                false,
                "nothing has resolved the name for ip_cidr"),
            new Step(
                new Decision.Rule(3, "rule[3]"),
                true,
                "inverted: www.corp.example holds no domain_keyword of zz"))
        .hasSize(4);
    assertThat(((Decision.Route) explanation.decision()).outbound()).isEqualTo("bob");

    var tls = Asked.host("zz.corp.example").from("192.0.2.9", 1);
    var bob = new io.sallyport.api.Origin("lab1", "socks", null, tls.origin().source(), "bob");
    var steps = policy.explain(tls.from(bob).question()).steps();
    assertThat(steps).hasSize(5);
    assertThat(steps.get(3).because())
        .isEqualTo("inverted: domain_keyword zz is in zz.corp.example, and auth_user is bob");
    assertThat(steps.get(4).because())
        .isEqualTo(
            "domain_suffix corp.example matches zz.corp.example, and source_ip_cidr 192.0.2.0/24"
                + " holds 192.0.2.9");
  }

  @Test
  void explainEndsWithFinalWhereNoRuleDecides() throws Exception {
    var explanation =
        Policies.of("[{\"action\": \"resolve\"}]").explain(Asked.host("10.0.0.1").question());
    assertThat(explanation.steps())
        .containsExactly(
            new Step(
                new Decision.Rule(0, "rule[0]"),
                true,
                "has no condition; the destination is an address already"),
            new Step(Decision.Rule.FINAL, true, "no rule has decided"));
    assertThat(explanation.decision().rule()).isEqualTo(Decision.Rule.FINAL);
  }

  @Test
  void rulesAreShownOnOneLineEach() throws Exception {
    var policy =
        Policies.of(
            """
            [ { "action": "sniff", "sniffer": "tls" },
              { "domain_suffix": ["a.example", ".b.example", "c", "d", "e"], "domain": "f",
                "port": 443, "port_range": [":80", "1024:", "8:9"], "tag": "t",
                "outbound": "o", "udp_timeout": "1m", "override_port": 7 },
              { "network": "udp", "invert": true, "action": "reject", "method": "drop" },
              { "type": "logical", "mode": "and", "rules": [ { "ip_is_private": true },
                { "ip_version": 4 } ], "action": "resolve" },
              { "action": "hijack-dns", "source_ip_cidr": "fd00::/8" } ]
            """);
    assertThat(policy.rules())
        .extracting(text -> text.rule().tag() + " | " + text.condition() + " | " + text.action())
        .containsExactly(
            "rule[0] | any | sniff tls within 300ms",
            "t | (domain: f or domain_suffix: a.example, .b.example, … 3 more) and"
                + " (port: 443 or port_range: :80, 1024:, 8:9)"
                + " | route o, override_port 7, udp_timeout 1m",
            "rule[2] | not (network: udp) | reject drop",
            "rule[3] | (ip_is_private: true) and (ip_version: 4)"
                + " | resolve prefer_ipv4 by direct",
            "rule[4] | source_ip_cidr: fd00::/8 | hijack-dns",
            "final | any | route last");
  }
}
