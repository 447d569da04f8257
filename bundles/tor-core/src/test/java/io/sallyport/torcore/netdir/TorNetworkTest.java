// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.netdir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.torcore.cert.RsaIdentity;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whom a client believes: the public list, and lines of a torrc. */
class TorNetworkTest {

  @Test
  void thePublicNetwork() {
    var network = TorNetwork.publicNetwork();
    assertThat(network.authorities()).hasSize(10);
    assertThat(network.voters())
        .hasSize(9)
        .contains(RsaIdentity.ofHex("27102BC123E7AF1D4741AE047E160C91ADC76B21"));
    assertThat(network.fallbacks()).hasSize(200);
    assertThat(network.authorities())
        .filteredOn(authority -> authority.nickname().equals("tor26"))
        .singleElement()
        .satisfies(
            tor26 -> {
              assertThat(tor26.identity()).hasToString("FAA4BCA4A6AC0FB4CA2F8AD5A11D9E122BA894F6");
              assertThat(tor26.addresses()).hasSize(2);
              assertThat(tor26.addresses().getFirst()).hasToString("/217.196.147.77:443");
              assertThat(tor26.dirAddress().getPort()).isEqualTo(80);
            });
    assertThat(network.fallbacks())
        .allSatisfy(fallback -> assertThat(fallback.addresses()).noneMatch(a -> a.isUnresolved()));
  }

  @Test
  void linesOfATorrc() {
    var network =
        TorNetwork.parse(
            List.of(
                "# private",
                "",
                "DirAuthority auth0 orport=21000 no-v2"
                    + " v3ident=6BDA162FCE10062F42A52D768DAC20F55E2C6BB1 127.0.0.1:21001 0B52 9371"
                    + " E111 7555 598F 827A 38CE 352F C263 C565",
                "orport=21002 v3ident=142E8268562095ABDF9361E5EEEC3537881668AC 127.0.0.1:21003"
                    + " 79665468F3E4DA33A4206DDBE8C4C87F5D5A7666",
                "FallbackDir 127.0.0.1:80 orport=21004"
                    + " id=3CBA289C4D0D8EEBA48C5F8E90A2C4BFC0FD6436"));
    assertThat(network.voters()).hasSize(2);
    assertThat(network.authorities().getFirst().nickname()).isEqualTo("auth0");
    assertThat(network.authorities().getFirst().identity())
        .hasToString("0B529371E1117555598F827A38CE352FC263C565");
    assertThat(network.fallbacks().getFirst().addresses().getFirst())
        .hasToString("/127.0.0.1:21004");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DirAuthority",
        "DirAuthority auth0 127.0.0.1:21001",
        "DirAuthority auth0 localhost:1 0B529371E1117555598F827A38CE352FC263C565",
        "DirAuthority auth0 orport=0 127.0.0.1:1 0B529371E1117555598F827A38CE352FC263C565",
        "DirAuthority auth0 v3ident=12 127.0.0.1:1 0B529371E1117555598F827A38CE352FC263C565",
        "DirAuthority auth0 ipv6=127.0.0.1:1 127.0.0.1:1 0B529371E1117555598F827A38CE352FC263C565",
        "DirAuthority auth0 127.0.0.1:1 0B529371E1117555598F827A38CE352FC263C5",
        "FallbackDir 127.0.0.1:80 orport=21004",
        "FallbackDir 127.0.0.1 id=3CBA289C4D0D8EEBA48C5F8E90A2C4BFC0FD6436",
        "FallbackDir orport=1 id=3CBA289C4D0D8EEBA48C5F8E90A2C4BFC0FD6436",
        "FallbackDir example.com orport=1 id=3CBA289C4D0D8EEBA48C5F8E90A2C4BFC0FD6436",
        "FallbackDir 1.2.3.4 1.2.3.5 orport=1 id=3CBA289C4D0D8EEBA48C5F8E90A2C4BFC0FD6436",
      })
  void linesThatAreWrongSayWhere(String line) {
    assertThatThrownBy(() -> TorNetwork.parse(List.of("# one", line)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("line 2: ");
  }
}
