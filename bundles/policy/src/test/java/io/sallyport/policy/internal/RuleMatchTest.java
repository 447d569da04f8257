// SPDX-License-Identifier: Apache-2.0
package io.sallyport.policy.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.api.Origin;
import io.sallyport.api.Sniffed;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each field against what it must and must not match. */
class RuleMatchTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          domain: 'corp.example'                    | corp.example       | true
          domain: 'corp.example'                    | www.corp.example   | false
          domain: 'CORP.Example.'                   | corp.example       | true
          domain_suffix: 'corp.example'             | corp.example       | true
          domain_suffix: 'corp.example'             | www.corp.example   | true
          domain_suffix: 'corp.example'             | a.b.corp.example   | true
          domain_suffix: 'corp.example'             | evilcorp.example   | false
          domain_suffix: 'corp.example'             | example            | false
          domain_suffix: '.corp.example'            | corp.example       | false
          domain_suffix: '.corp.example'            | www.corp.example   | true
          domain_suffix: 'onion'                    | abc.onion          | true
          domain_suffix: 'onion'                    | 10.0.0.1           | false
          domain_suffix: 'bücher.example'           | xn--bcher-kva.example | true
          domain_keyword: 'Track'                   | ad.tracker.example | true
          domain_keyword: 'track'                   | example.org        | false
          domain_regex: '^ads?[0-9]+[.]'            | ad7.example        | true
          domain_regex: '^ads?[0-9]+[.]'            | bad7.example       | false
          domain_regex: 'ad'                        | bad.example        | true
          ip_cidr: '10.0.0.0/8'                     | 10.1.2.3           | true
          ip_cidr: '10.9.9.9/8'                     | 10.1.2.3           | true
          ip_cidr: '10.0.0.0/8'                     | 11.0.0.0           | false
          ip_cidr: '10.0.0.0/8'                     | name.example       | false
          ip_cidr: '10.0.0.7'                       | 10.0.0.7           | true
          ip_cidr: '10.0.0.7'                       | 10.0.0.8           | false
          ip_cidr: '0.0.0.0/0'                      | 255.255.255.255    | true
          ip_cidr: '0.0.0.0/0'                      | 2001:db8::1        | false
          ip_cidr: '::/0'                           | 2001:db8::1        | true
          ip_cidr: '::/0'                           | 1.2.3.4            | false
          ip_cidr: '::ffff:10.0.0.0/104'            | 10.200.0.1         | true
          ip_cidr: '2001:db8::/33'                  | 2001:db8:7fff::1   | true
          ip_cidr: '2001:db8::/33'                  | 2001:db8:8000::1   | false
          ip_cidr: '2001:db8::/65'                  | 2001:db8::7fff:0:0:1 | true
          ip_cidr: '2001:db8::/65'                  | 2001:db8::8000:0:0:1 | false
          ip_is_private: true                       | 192.168.1.1        | true
          ip_is_private: true                       | 172.32.0.1         | false
          ip_is_private: true                       | 127.0.0.1          | true
          ip_is_private: true                       | 169.254.1.1        | true
          ip_is_private: true                       | 0.0.0.0            | true
          ip_is_private: true                       | 239.0.0.1          | true
          ip_is_private: true                       | 0.0.0.1            | false
          ip_is_private: true                       | fd00::1            | true
          ip_is_private: true                       | fe80::1            | true
          ip_is_private: true                       | ::1                | true
          ip_is_private: true                       | 2606::1            | false
          ip_is_private: true                       | localhost          | false
          ip_version: 6                             | 2606::1            | true
          ip_version: 6                             | 1.1.1.1            | false
          ip_version: 4                             | 1.1.1.1            | true
          ip_version: 4                             | name.example       | false
          port: 443                                 | a.example          | true
          port: [25, '443']                         | a.example          | true
          port: 25                                  | a.example          | false
          port_range: ['1:25', '443:']              | a.example          | true
          port_range: ':442'                        | a.example          | false
          port_range: ':443'                        | a.example          | true
          port_range: '443:443'                     | a.example          | true
          source_port: 40000                        | a.example          | true
          source_port: 443                          | a.example          | false
          source_port_range: '30000:'               | a.example          | true
          source_ip_cidr: '192.0.2.0/24'            | a.example          | true
          source_ip_cidr: '192.0.3.0/24'            | a.example          | false
          source_ip_is_private: true                | a.example          | false
          network: 'tcp'                            | a.example          | true
          network: ['udp']                          | a.example          | false
          inbound: ['x', 'lab1']                    | a.example          | true
          inbound: 'LAB1'                           | a.example          | false
          interface: 'veth0'                        | a.example          | true
          auth_user: 'alice'                        | a.example          | true
          auth_user: 'bob'                          | a.example          | false
          protocol: 'tls'                           | a.example          | false
          """)
  void oneField(String field, String host, boolean matches) throws Exception {
    String json = "\"" + field.replaceFirst(":", "\":").replace('\'', '"').trim();
    assertThat(Asked.host(host).by(Policies.when(json))).isEqualTo(matches ? "hit" : "last");
    var inverted = Policies.when(json + ", \"invert\": true");
    assertThat(Asked.host(host).by(inverted)).isEqualTo(matches ? "last" : "hit");
    // The same among so many values that tables are used instead of comparing each.
    for (String prefix : new String[] {"domain", "domain_suffix", "ip_cidr", "source_ip_cidr"}) {
      if (field.startsWith(prefix + ":")) {
        String many = json.replaceFirst("\": *(\".*\")", "\": [" + fillers(prefix) + ", $1]");
        assertThat(many).isNotEqualTo(json);
        assertThat(Asked.host(host).by(Policies.when(many))).isEqualTo(matches ? "hit" : "last");
      }
    }
  }

  private static String fillers(String field) {
    return field.startsWith("domain")
        ? "\"f1.test\", \"f2.test\", \"f3.test\", \"f4.test\", \"f5.test\""
        : "\"203.0.113.1\", \"203.0.113.2\", \"198.51.100.0/25\", \"100::/64\", \"100::1\"";
  }

  @Test
  void groupsAreAndedAndTheirFieldsOred() throws Exception {
    var policy =
        Policies.when(
            """
            "domain_suffix": "corp.example", "ip_cidr": "10.0.0.0/8", "port": [25, 80],
            "port_range": "400:500", "source_ip_cidr": "192.0.2.0/24", "source_port_range": "40000:"
            """);
    assertThat(Asked.to("www.corp.example", 443).by(policy)).isEqualTo("hit");
    assertThat(Asked.to("10.1.1.1", 25).by(policy)).isEqualTo("hit");
    assertThat(Asked.to("10.1.1.1", 26).by(policy)).isEqualTo("last");
    assertThat(Asked.to("11.1.1.1", 25).by(policy)).isEqualTo("last");
    assertThat(Asked.to("10.1.1.1", 25).from("192.0.3.1", 40000).by(policy)).isEqualTo("last");
    assertThat(Asked.to("10.1.1.1", 25).from("192.0.2.1", 39999).by(policy)).isEqualTo("last");
  }

  @Test
  void aSniffedDomainGoesBeforeTheNameAndDoesNotHideTheAddress() throws Exception {
    var byName = Policies.when("\"domain_suffix\": \"corp.example\"");
    var sni = Asked.host("10.0.0.1").sniffed(Sniffed.Protocol.TLS, "www.corp.example");
    assertThat(sni.by(byName)).isEqualTo("hit");
    assertThat(sni.by(Policies.when("\"ip_cidr\": \"10.0.0.0/8\""))).isEqualTo("hit");
    assertThat(sni.by(Policies.when("\"protocol\": [\"http\", \"tls\"]"))).isEqualTo("hit");
    assertThat(sni.by(Policies.when("\"protocol\": \"quic\""))).isEqualTo("last");
    var other = Asked.host("corp.example").sniffed(Sniffed.Protocol.TLS, "else.example");
    assertThat(other.by(byName)).isEqualTo("last");
    var nothing = Asked.host("corp.example").sniffed(null, null);
    assertThat(nothing.by(byName)).isEqualTo("hit");
  }

  @ParameterizedTest
  @CsvSource({"WWW.Corp.Example", "corp.example.", "corp.example..", "CORP.EXAMPLE."})
  void noSpellingOfASniffedDomainLeadsPastARule(String domain) throws Exception {
    var policy = Policies.when("\"domain_suffix\": \"corp.example\"");
    assertThat(Asked.host("10.0.0.1").sniffed(Sniffed.Protocol.HTTP, domain).by(policy))
        .isEqualTo("hit");
  }

  @Test
  void addressesOfANameCountOnceItIsResolved() throws Exception {
    var policy = Policies.when("\"ip_cidr\": [\"10.0.0.0/8\", \"2001:db8::/32\"]");
    assertThat(Asked.host("a.example").by(policy)).isEqualTo("last");
    assertThat(Asked.host("a.example").resolvedTo("1.1.1.1").by(policy)).isEqualTo("last");
    assertThat(Asked.host("a.example").resolvedTo("1.1.1.1", "10.0.0.1").by(policy))
        .isEqualTo("hit");
    assertThat(Asked.host("a.example").resolvedTo("2001:db8::1").by(policy)).isEqualTo("hit");
    var isPrivate = Policies.when("\"ip_is_private\": true");
    assertThat(Asked.host("a.example").resolvedTo("127.0.0.1").by(isPrivate)).isEqualTo("hit");
  }

  @Test
  void aClientWithoutAddressUserOrInterfaceMatchesNoneOfThem() throws Exception {
    var unix =
        new Origin("lab1", "socks", null, InetSocketAddress.createUnresolved("unix", 0), null);
    var asked = Asked.host("a.example").from(unix);
    for (String field :
        new String[] {
          "\"source_ip_cidr\": [\"0.0.0.0/0\", \"::/0\"]",
          "\"source_ip_is_private\": true",
          "\"auth_user\": \"null\"",
          "\"interface\": \"null\""
        }) {
      assertThat(asked.by(Policies.when(field))).isEqualTo("last");
      assertThat(asked.by(Policies.when(field + ", \"invert\": true"))).isEqualTo("hit");
    }
  }

  @Test
  void logicalRulesNest() throws Exception {
    var policy =
        Policies.when(
            """
            "type": "logical", "mode": "or", "rules": [
              { "port": 53 },
              { "type": "logical", "mode": "and", "invert": true, "rules": [
                { "network": "tcp" }, { "domain": "a.example", "invert": true } ] } ]
            """);
    assertThat(Asked.to("b.example", 53).by(policy)).isEqualTo("hit");
    assertThat(Asked.to("b.example", 54).by(policy)).isEqualTo("last");
    assertThat(Asked.to("a.example", 54).by(policy)).isEqualTo("hit");
    assertThat(Asked.to("b.example", 54).udp().by(policy)).isEqualTo("hit");
  }
}
