// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.torclient.TorException.Reason;
import io.sallyport.torcore.circuit.StreamTarget;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostsTest {

  @Test
  void aNameTravelsAsItIsInLowerCaseAndWithoutItsDot() throws Exception {
    var target = Hosts.target("WWW.Example.", 443, false);
    assertThat(target.host()).isEqualTo("www.example");
    assertThat(target.flags()).isEqualTo(StreamTarget.IPV6_OKAY);
  }

  @Test
  void anAddressIsWrittenAsBeginWantsIt() throws Exception {
    assertThat(Hosts.target("93.184.216.34", 80, false).host()).isEqualTo("93.184.216.34");
    assertThat(Hosts.target("2001:db8::7", 80, false).host())
        .startsWith("[2001:db8:")
        .endsWith("]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a.onion",
        "A.ONION.",
        "onion",
        "sub.a.onion",
        "relay.exit",
        "x.noconnect",
        "",
        ".",
        "a b",
        "a\u0000b",
        "bücher.example",
        "a:b",
        "[::1",
        "127.1",
        "127.1.",
        "10.1",
        "2130706433",
        "0x7f.1",
        "0X7F000001",
        "0177.0.0.01",
        "1.2.3.4.5"
      })
  void whatNoExitMayBeAskedForIsRefused(String host) {
    assertThatThrownBy(() -> Hosts.target(host, 80, true))
        .isInstanceOfSatisfying(
            TorException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNSUPPORTED));
    assertThatThrownBy(() -> Hosts.name(host)).isInstanceOf(TorException.class);
  }

  @Test
  void aNameHasAtMost255Characters() throws Exception {
    assertThat(Hosts.name("a".repeat(255))).hasSize(255);
    assertThatThrownBy(() -> Hosts.name("a".repeat(256))).isInstanceOf(TorException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "::ffff:10.0.0.1",
        "10.1.2.3",
        "192.168.0.1",
        "172.16.0.1",
        "169.254.1.1",
        "100.64.0.1",
        "0.0.0.0",
        "0.1.2.3",
        "224.0.0.1",
        "::1",
        "::",
        "fe80::1",
        "fc00::1",
        "fd12::1",
        "ff02::1"
      })
  void anAddressOfSomebodysOwnNetworkIsNothingForAnExit(String address) throws Exception {
    assertThat(Hosts.isInternal(InetAddress.getByName(address))).isTrue();
    assertThatThrownBy(() -> Hosts.target(address, 80, false)).isInstanceOf(TorException.class);
    assertThat(Hosts.target(address, 80, true).port()).isEqualTo(80);
  }

  @Test
  void aDotAtTheEndMakesNoNameOfAnAddress() throws Exception {
    assertThatThrownBy(() -> Hosts.target("10.0.0.1.", 80, false))
        .isInstanceOf(TorException.class)
        .hasMessageContaining("private network");
    assertThat(Hosts.target("93.184.216.34.", 80, false).host()).isEqualTo("93.184.216.34");
  }

  @Test
  void namesMayBeginWithNumbers() throws Exception {
    for (var name : new String[] {"1.example", "127.0.0.1.example", "3com", "0x.example"}) {
      assertThat(Hosts.name(name)).isEqualTo(name);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.1.1.1", "100.128.0.1", "172.32.0.1", "2001:4860:4860::8888"})
  void otherAddressesAre(String address) throws Exception {
    assertThat(Hosts.isInternal(InetAddress.getByName(address))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 65536})
  void aPortIsOneThatCanBeConnectedTo(int port) {
    assertThatThrownBy(() -> Hosts.target("a.example", port, true))
        .isInstanceOf(TorException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.7, 7.2.0.192.in-addr.arpa",
    "2001:db8::567:89ab,"
        + " b.a.9.8.7.6.5.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa"
  })
  void anAddressBackwards(String address, String name) throws Exception {
    assertThat(Hosts.reverse(InetAddress.getByName(address))).isEqualTo(name);
  }
}
