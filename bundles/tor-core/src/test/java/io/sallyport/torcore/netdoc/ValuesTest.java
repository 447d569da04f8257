// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.netdoc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Protocols, policies, parameters, addresses, times. */
class ValuesTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"Cons=1-2 Link=1,3-5", "A=0-63", "A-b9=0", "Link=63", "Conflux=1 Relay=2-6"})
  void protocolsAreWrittenAsRead(String text) throws NetdocException {
    assertThat(Protocols.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Link",
        "=1",
        "Link=64",
        "Link=2-1",
        "Link=a",
        "Link=1-",
        "Link=-1",
        "Li.nk=1",
        "Link=4294967297",
        "Link=1,,2",
        "Link=1--2"
      })
  void protocolsThatAreMalformed(String text) {
    assertThatThrownBy(() -> Protocols.parse(text)).isInstanceOf(NetdocException.class);
  }

  @Test
  void whatIsMissingOfWhatIsRequired() throws NetdocException {
    var ours = Protocols.parse("Link=4-5 Relay=1-2");
    assertThat(ours.missing(Protocols.parse("Link=4 Relay=2"))).isEqualTo(Protocols.NONE);
    assertThat(ours.missing(Protocols.parse("Link=3-4 Relay=2-4 Cons=1")))
        .hasToString("Cons=1 Link=3 Relay=3-4");
    assertThat(ours.supports("Link", 64 + 4)).isFalse();
    assertThat(ours.supports("Link", -1)).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "accept 80,443          | 80    | true",
        "accept 80,443          | 81    | false",
        "accept 1-65535         | 65535 | true",
        "reject 25,119,135-139  | 137   | false",
        "reject 25,119,135-139  | 80    | true",
        "reject 1-65535         | 80    | false",
        "accept 80,443-         | 80    | false",
        "accept 0               | 0     | false",
        "accept 90-80           | 85    | false",
        "accept 80 443          | 80    | false",
        "permit 80              | 80    | false",
        "accept                 | 80    | false",
        "accept 65536           | 80    | false",
        "reject 25              | 0     | false",
      })
  void policies(String text, int port, boolean allowed) {
    assertThat(PortPolicy.parse(text).allows(port)).isEqualTo(allowed);
  }

  @Test
  void parametersHaveDefaultsAndRanges() {
    var voted =
        NetworkParameters.of(Map.of("circwindow", 5, "cc_sendme_inc", 100, "of-tomorrow", 7));
    assertThat(NetworkParameters.DEFAULTS.get("circwindow")).isEqualTo(1000);
    assertThat(voted.get("circwindow")).isEqualTo(100);
    assertThat(voted.get("cc_sendme_inc")).isEqualTo(100);
    assertThat(voted.get("cc_vegas_alpha_exit")).isEqualTo(186);
    assertThat(voted.get("cc_cwnd_init")).isEqualTo(124);
    assertThat(voted.with(Map.of("circwindow", 200)).get("circwindow")).isEqualTo(200);
    assertThatThrownBy(() -> voted.get("no-such-parameter"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(NetworkParameters.definitions()).hasSizeGreaterThan(170);
    assertThat(NetworkParameters.definitions().values())
        .allSatisfy(d -> assertThat(d.standard()).isBetween(d.least(), d.greatest()));
  }

  @ParameterizedTest
  @CsvSource({
    "1.2.3.4:5, /1.2.3.4:5",
    "[2001:db8::1]:443, /[2001:db8:0:0:0:0:0:1]:443",
    "[::]:1, /[0:0:0:0:0:0:0:0]:1",
    "[::1.2.3.4]:1, /[0:0:0:0:0:0:102:304]:1",
    "[1:2:3:4:5:6:7:8]:65535, /[1:2:3:4:5:6:7:8]:65535",
  })
  void addresses(String text, String address) {
    assertThat(AddressText.socketAddress(text)).hasToString(address);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":",
        "1.2.3.4",
        "1.2.3.4:0",
        "1.2.3.4:65536",
        "1.2.3:4",
        "1.2.3.256:1",
        "localhost:1",
        "example.com:80",
        "[1.2.3.4]:1",
        "2001:db8::1:443",
        "[1:2:3:4:5:6:7]:1",
        "[1::2::3]:1",
        "[:::]:1",
        "[12345::]:1",
        "[1:2:3:4:5:6:7:8:9]:1",
        "[::1%eth0]:1",
        "1.2.3.4:+5",
        "[::1]",
        "[1.2.3.4:5::]:1",
        "[fe80::1.2.3]:1"
      })
  void whatIsNoAddressAsksNoResolver(String text) {
    assertThat(AddressText.socketAddress(text)).isNull();
  }

  @Test
  void aConsensusAtEachTime() {
    var after = Instant.parse("2026-01-01T00:00:00Z");
    var lifetime =
        new Lifetime(after, after.plus(Duration.ofHours(1)), after.plus(Duration.ofHours(3)));
    assertThat(lifetime.at(after.minus(Duration.ofHours(25)))).isEqualTo(Lifetime.State.FAR_FUTURE);
    assertThat(lifetime.at(after.minus(Duration.ofHours(23)))).isEqualTo(Lifetime.State.EARLY);
    assertThat(lifetime.at(after)).isEqualTo(Lifetime.State.FRESH);
    assertThat(lifetime.at(after.plus(Duration.ofHours(2)))).isEqualTo(Lifetime.State.VALID);
    assertThat(lifetime.at(after.plus(Duration.ofHours(4))))
        .isEqualTo(Lifetime.State.RECENTLY_EXPIRED);
    assertThat(lifetime.at(after.plus(Duration.ofHours(28)))).isEqualTo(Lifetime.State.EXPIRED);
    assertThat(lifetime.isReasonablyLive(after.plus(Duration.ofHours(26)))).isTrue();
    assertThat(lifetime.isLive(after.plus(Duration.ofHours(4)))).isFalse();
  }

  @Test
  void digestsAreOrderedByTheirBytes() {
    var low = Digest256.ofHex("00".repeat(31) + "01");
    var high = Digest256.ofHex("ff" + "00".repeat(31));
    assertThat(low).isLessThan(high);
    assertThat(Digest256.ofBase64(high.toString())).isEqualTo(high).hasSameHashCodeAs(high);
    assertThat(high.hex()).isEqualTo("FF" + "00".repeat(31));
  }
}
