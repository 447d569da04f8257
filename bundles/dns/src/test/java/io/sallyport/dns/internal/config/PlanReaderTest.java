// SPDX-License-Identifier: Apache-2.0
package io.sallyport.dns.internal.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.api.config.ConfigException;
import io.sallyport.policy.internal.RulesCompiler;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlanReaderTest {

  private static Plan read(@Nullable String json) throws ConfigException {
    return PlanReader.read(new RulesCompiler(), json == null ? null : json.replace('\'', '"'));
  }

  @Test
  void withoutAnythingNamesGetFakeAddresses() throws Exception {
    for (String json : new String[] {null, "{}"}) {
      var plan = read(json);
      assertThat(plan.servers())
          .containsExactly(new ServerSpec.FakeIp("fakeip", FakeIpSpec.DEFAULT));
      assertThat(plan.last()).isEqualTo(new RuleSpec.Ask(List.of("fakeip"), false, null));
      assertThat(plan.fakeRanges()).containsExactly("198.18.0.0/15", "fc00::/18");
      assertThat(plan.references()).isEmpty();
    }
  }

  @Test
  void readsTheExampleAndTellsItsOutbounds() throws Exception {
    var plan =
        read(
            """
            { 'servers': [
                { 'type': 'fakeip', 'tag': 'fake', 'inet4_range': '198.18.0.0/15' },
                { 'type': 'outbound', 'tag': 'remote', 'detour': 'tor-lab1' },
                { 'type': 'tls', 'tag': 'dot', 'server': '192.0.2.1', 'detour': 'corp' },
                { 'type': 'https', 'tag': 'doh', 'server': 'dns.example', 'path': '/q' },
                { 'type': 'local', 'tag': 'here' } ],
              'rules': [
                { 'domain_suffix': ['onion'], 'server': 'fake' },
                { 'query_type': ['A', 28], 'outbound': 'tor-lab1', 'server': 'fake' },
                { 'query_type': 'HTTPS', 'action': 'reject' },
                { 'domain_keyword': 'x', 'server': ['dot', 'doh'], 'rewrite_ttl': 5 } ],
              'final': ['remote', 'here'], 'strategy': 'ipv4_only', 'timeout': '3s' }
            """);
    assertThat(plan.references())
        .extracting(reference -> reference.path() + " " + reference.outbound())
        .containsExactly(
            "dns.servers[1].detour tor-lab1",
            "dns.servers[2].detour corp",
            "dns.servers[3].detour direct",
            "dns.servers[4].detour direct",
            "dns.rules[1].outbound tor-lab1");
    assertThat(plan.rules().get(1).types()).containsExactlyInAnyOrder(1, 28);
    assertThat(plan.rules().get(2).action()).isEqualTo(new RuleSpec.Code(5));
    assertThat(plan.rules().get(3).action())
        .isEqualTo(new RuleSpec.Ask(List.of("dot", "doh"), false, 5));
    assertThat(plan.fakeRanges()).containsExactly("198.18.0.0/15");
  }

  @Test
  void shorthandGivesFakeServersTheirRanges() throws Exception {
    var plan =
        read(
            "{'fakeip': {'inet4_range': '10.99.0.0/16', 'ttl': '5s'},"
                + " 'servers': [{'type': 'fakeip', 'tag': 'f'}]}");
    assertThat(plan.fakeRanges()).containsExactly("10.99.0.0/16");
    assertThat(java.util.Objects.requireNonNull(plan.fakeIp()).ttl()).isEqualTo(5);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[]|dns|not an object",
        "{'servers': 3}|dns.servers|not a list",
        "{'servers': [3]}|dns.servers[0]|not an object",
        "{'servers': []}|dns.servers|empty",
        "{'servers': [{'type': 'udp', 'tag': 'a'}]}|dns.servers[0].server|required",
        "{'servers': [{'type': 'quic', 'tag': 'a'}]}|dns.servers[0].type|none of",
        "{'servers': [{'type': 'udp', 'tag': 'a', 'server': 'tls://1.1.1.1'}],"
            + " 'finall': 'a'}|dns.finall|no key here",
        "{'servers': [{'type': 'udp', 'tag': 'a', 'server': '1.1.1.1', 'tls': {}}]}"
            + "|dns.servers[0].tls|no key here",
        "{'servers': [{'type': 'tls', 'tag': 'a', 'server': '1.1.1.1',"
            + " 'tls': {'insecure': true}}]}|dns.servers[0].tls.insecure|no key here",
        "{'servers': [{'type': 'fakeip', 'tag': 'a', 'inet4_range': '10.0.0.1'}]}"
            + "|dns.servers[0].inet4_range|no network",
        "{'servers': [{'type': 'rcode', 'tag': 'a', 'rcode': 'BAD'}]}"
            + "|dns.servers[0].rcode|none of",
        "{'servers': [{'type': 'https', 'tag': 'a', 'server': 'x', 'path': 'no slash'}]}"
            + "|dns.servers[0].path|no path",
        "{'final': 'b'}|dns.final|no server here; there are: fakeip",
        "{'rules': [{'server': 'b'}]}|dns.rules[0].server|no server here",
        "{'rules': [{'domain': 'a b', 'server': 'fakeip'}]}|dns.rules[0].domain|no host name",
        "{'rules': [{'domain_regex': '(', 'server': 'fakeip'}]}"
            + "|dns.rules[0].domain_regex|no regular expression",
        "{'rules': [{'domainn': 'a', 'server': 'fakeip'}]}|dns.rules[0].domainn|did you mean",
        "{'rules': [{'ip_cidr': '10.0.0.0/8', 'server': 'fakeip'}]}"
            + "|dns.rules[0].ip_cidr|no condition on a question",
        "{'rules': [{'query_type': 'XYZ', 'server': 'fakeip'}]}"
            + "|dns.rules[0].query_type[0]|no type",
        "{'rules': [{'query_type': 'A', 'invert': true, 'server': 'fakeip'}]}"
            + "|dns.rules[0].invert|does not go with",
        "{'rules': [{'action': 'reject', 'server': 'fakeip'}]}|dns.rules[0].server|not belong",
        "{'rules': [{'domain': 'a.example'}]}|dns.rules[0].server|required",
        "{'rules': [{'domain': 'a.example', 'action': 'route-options'}]}"
            + "|dns.rules[0].action|none of route, reject, predefined",
        "{'timeout': '2m'}|dns.timeout|not within",
        "{'cache_capacity': 1}|dns.cache_capacity|not within",
        "{'strategy': 'ipv5'}|dns.strategy|none of"
      })
  void saysWhatIsWrongAndWhere(String json, String path, String message) {
    try {
      read(json);
    } catch (ConfigException e) {
      assertThat(e.problems())
          .anySatisfy(
              problem -> {
                assertThat(problem.path()).isEqualTo(path);
                assertThat(problem.message()).contains(message);
              });
      return;
    }
    throw new AssertionError("was taken: " + json);
  }
}
