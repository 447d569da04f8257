// SPDX-License-Identifier: Apache-2.0
package io.sallyport.policy.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.api.config.ConfigProblem;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong is told with its path and with what would be right. */
class BadRulesTest {

  /** Conditions of a rule that routes; where; part of what is said. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          domain: ''                           | domain               | 1 to 253
          domain: 'a..b'                       | domain               | label
          domain: 'http://a.example/'          | domain               | without scheme
          domain: 'a b'                        | domain               | no host name
          domain: '10.0.0.1'                   | domain               | ip_cidr
          domain: ['a.example', '*.b.example'] | domain[1]            | .b.example
          domain: 'straße.example'             | domain               | xn--
          domain: 7                            | domain               | text in quotes
          domain: null                         | domain               | null
          domain: {}                           | domain               | an object
          domain: [['a']]                      | domain[0]            | a list
          domain: []                           | domain               | empty list
          domain_suffix: '.'                   | domain_suffix        | 1 to 253
          domain_suffix: '..a'                 | domain_suffix        | label
          domain_suffix: '*.a'                 | domain_suffix        | wildcards
          domain_keyword: ''                   | domain_keyword       | 1 to 253
          domain_keyword: 'ü'                  | domain_keyword       | letters, digits
          domain_keyword: true                 | domain_keyword       | text in quotes
          domain_regex: '('                    | domain_regex         | RE2
          domain_regex: '(a)\\\\1'             | domain_regex         | RE2
          domain_regex: 'a(?=b)'               | domain_regex         | RE2
          domain_regex: '((a{100}){100}){9}'   | domain_regex         | repeats
          domain_regex: ''                     | domain_regex         | empty
          ip_cidr: ['10.0.0.0/8', '10.0.0.0/33'] | ip_cidr[1]         | prefix length
          ip_cidr: '10.0.0.0/'                 | ip_cidr              | prefix length
          ip_cidr: '10.0.0.0/-1'               | ip_cidr              | prefix length
          ip_cidr: '::/129'                    | ip_cidr              | prefix length
          ip_cidr: '::ffff:0:0/95'             | ip_cidr              | IPv4-mapped
          ip_cidr: '010.0.0.0/8'               | ip_cidr              | no network
          ip_cidr: '::ffff:1.2.3.04'           | ip_cidr              | no network
          ip_cidr: '[::1]'                     | ip_cidr              | no network
          ip_cidr: 'fe80::1%eth0'              | ip_cidr              | no network
          ip_cidr: '10.0.0'                    | ip_cidr              | no network
          ip_cidr: 'corp.example'              | ip_cidr              | no network
          source_ip_cidr: 'x'                  | source_ip_cidr       | no network
          ip_is_private: false                 | ip_is_private        | invert
          ip_is_private: 'yes'                 | ip_is_private        | neither
          source_ip_is_private: 1              | source_ip_is_private | neither
          ip_version: 5                        | ip_version           | neither 4 nor 6
          ip_version: [4]                      | ip_version           | a list
          port: 65536                          | port                 | 0 to 65535
          port: -1                             | port                 | 0 to 65535
          port: [80, 4.5]                      | port[1]              | 0 to 65535
          port: 1e999                          | port                 | 0 to 65535
          port: 99999999999999999999           | port                 | 0 to 65535
          port: '80:90'                        | port                 | port_range
          port: 'http'                         | port                 | not a port
          port_range: '80'                     | port_range           | 1000:2000
          port_range: ':'                      | port_range           | 1000:2000
          port_range: '90:80'                  | port_range           | begins behind
          port_range: '1:65536'                | port_range           | 0 to 65535
          port_range: 80                       | port_range           | text in quotes
          source_port: 70000                   | source_port          | 0 to 65535
          source_port_range: '1-2'             | source_port_range    | 1000:2000
          network: 'icmp'                      | network              | tcp, udp
          network: ['tcp', 'TCP']              | network[1]           | tcp, udp
          protocol: 'ssh'                      | protocol             | tls, http, quic, dns
          inbound: ''                          | inbound              | is empty
          interface: ' '                       | interface            | is empty
          auth_user: ['a', '']                 | auth_user[1]         | is empty
          invert: 'maybe'                      | invert               | neither
          invert: true                         | invert               | no condition
          type: 'and'                          | type                 | default, logical
          mode: 'and'                          | mode                 | logical
          rules: []                            | rules                | logical
          tag: ''                              | tag                  | is empty
          tag: 'final'                         | tag                  | ourselves
          tag: 'rule[7]'                       | tag                  | ourselves
          domain_sufix: 'a'                    | domain_sufix         | did you mean domain_suffix?
          domian: 'a'                          | domian               | did you mean domain?
          source-port: 1                       | source-port          | did you mean source_port?
          interface_name: 'a'                  | interface_name       | unknown key
          zzz: 'a'                             | zzz                  | unknown key
          geoip: 'cn'                          | geoip                | not supported
          rule_set: 'x'                        | rule_set             | not supported
          method: 'drop'                       | method               | belongs to the action reject
          sniffer: 'tls'                       | sniffer              | belongs to the action sniff
          override_port: 0                     | override_port        | no port
          override_port: 65536                 | override_port        | 0 to 65535
          override_address: 'a b'              | override_address     | no host name
          connect_timeout: '0s'                | connect_timeout      | longer
          connect_timeout: 10                  | connect_timeout      | text in quotes
          idle_timeout: '-1s'                  | idle_timeout         | duration
          udp_timeout: 'soon'                  | udp_timeout          | duration
          """)
  void fieldsOfARouteRule(String field, String path, String says) {
    String json = "\"" + field.replaceFirst(":", "\":").replace('\'', '"').trim();
    assertThat(
            Policies.problems(
                "[{\"port\": 9, \"outbound\": \"a\"}, {" + json + ", \"outbound\": \"x\"}]"))
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.path()).isEqualTo("rules[1]." + path);
              assertThat(problem.message()).contains(says);
            });
  }

  /** Whole rules; where; part of what is said. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {}                                            | rules[0]             | neither an action
          {'port': 1}                                   | rules[0]             | neither an action
          {'port': 1, 'action': 'route'}                | rules[0].outbound    | required
          {'port': 1, 'action': 'route', 'outbound': ''} | rules[0].outbound   | is empty
          {'port': 1, 'outbound': ['a']}                | rules[0].outbound    | a list
          {'port': 1, 'action': 'refuse'}               | rules[0].action      | route-options, reject
          {'port': 1, 'action': 'direct'}               | rules[0].action      | 'outbound': 'direct'
          {'port': 1, 'action': 7}                      | rules[0].action      | text in quotes
          {'port': 1, 'action': 'reject', 'method': 'reply'} | rules[0].method | default, drop
          {'port': 1, 'action': 'reject', 'no_drop': true} | rules[0].no_drop  | not supported
          {'port': 1, 'action': 'reject', 'outbound': 'a'} | rules[0].outbound | action route, not to reject
          {'port': 1, 'action': 'hijack-dns', 'server': 'a'} | rules[0].server | resolve
          {'action': 'route-options'}                   | rules[0]             | sets nothing
          {'action': 'sniff', 'sniffer': 'ssh'}         | rules[0].sniffer     | tls, http
          {'action': 'sniff', 'sniffer': []}            | rules[0].sniffer     | empty list
          {'action': 'sniff', 'timeout': 'x'}           | rules[0].timeout     | duration
          {'action': 'resolve', 'strategy': 'ipv4'}     | rules[0].strategy    | prefer_ipv4
          {'action': 'resolve', 'server': ''}           | rules[0].server      | is empty
          {'type': 'logical', 'rules': [{'port': 1}], 'outbound': 'a'} | rules[0].mode | and, or
          {'type': 'logical', 'mode': 'xor', 'rules': [{'port': 1}], 'outbound': 'a'} | rules[0].mode | and, or
          {'type': 'logical', 'mode': 'or', 'outbound': 'a'} | rules[0].rules  | at least one
          {'type': 'logical', 'mode': 'or', 'rules': [], 'outbound': 'a'} | rules[0].rules | at least one
          {'type': 'logical', 'mode': 'or', 'rules': [1], 'outbound': 'a'} | rules[0].rules[0] | not a rule
          {'type': 'logical', 'mode': 'or', 'rules': [{}], 'outbound': 'a'} | rules[0].rules[0] | no condition
          {'type': 'logical', 'mode': 'or', 'rules': [{'port': 'x'}], 'outbound': 'a'} | rules[0].rules[0].port | not a port
          {'type': 'logical', 'mode': 'or', 'rules': [{'port': 1, 'outbound': 'b'}], 'outbound': 'a'} | rules[0].rules[0].outbound | outermost
          {'type': 'logical', 'mode': 'or', 'rules': [{'port': 1, 'tag': 'b'}], 'outbound': 'a'} | rules[0].rules[0].tag | outermost
          {'type': 'logical', 'mode': 'or', 'rules': [{'port': 1}], 'domain': 'x', 'outbound': 'a'} | rules[0].domain | one of the rules
          7                                             | rules[0]             | not a rule
          """)
  void wholeRules(String rule, String path, String says) {
    assertThat(Policies.problems("[" + rule.replace('\'', '"') + "]"))
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.path()).isEqualTo(path);
              assertThat(problem.message()).contains(says.replace('\'', '"'));
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ``               | not JSON
          [                | not JSON
          []]              | not JSON
          [] []            | not JSON
          [,]              | not JSON
          [{'port': 1, 'port': 2, 'outbound': 'a'}] | stands twice
          {}               | not a list
          'x'              | not a list
          null             | not a list
          // comment       | not JSON
          """)
  void notEvenAList(String rules, String says) {
    assertThat(Policies.problems(rules.replace('\'', '"')))
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.path()).isEqualTo("rules");
              assertThat(problem.message()).contains(says);
            });
  }

  @Test
  void depthIsBounded() {
    String deep = "{\"type\": \"logical\", \"mode\": \"or\", \"rules\": [".repeat(100_000);
    assertThat(Policies.problems("[" + deep)).hasSize(1);
  }

  @Test
  void equalTagsAreRefused() {
    assertThat(
            Policies.problems(
                """
                [ { "tag": "a", "port": 1, "outbound": "x" }, { "tag": "b", "outbound": "x" },
                  { "tag": "a", "outbound": "x" } ]
                """))
        .containsExactly(new ConfigProblem("rules[2].tag", "\"a\" is the tag of rules[0] already"));
  }

  @Test
  void allProblemsOfAllRulesAreTold() {
    assertThat(
            Policies.problems(
                """
                [ { "port": ["x", 1, "y"], "ip_cidr": "z", "action": "reject", "methd": "drop" },
                  { "domain": "ok.example" }, { "action": "sniff" } ]
                """))
        .extracting(ConfigProblem::path)
        .containsExactlyInAnyOrder(
            "rules[0].port[0]",
            "rules[0].port[2]",
            "rules[0].ip_cidr",
            "rules[0].methd",
            "rules[1]");
  }

  @Test
  void thousandsOfProblemsAreCounted() {
    String rules =
        IntStream.range(0, 5000).mapToObj(_ -> "1").collect(Collectors.joining(",", "[", "]"));
    var problems = Policies.problems(rules);
    assertThat(problems).hasSize(101);
    assertThat(problems.getLast().message()).isEqualTo("and 4,900 problems more");
  }
}
