// SPDX-License-Identifier: Apache-2.0
package io.sallyport.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DestinationTest {

  @ParameterizedTest
  @CsvSource({
    "Example.COM.,example.com:80",
    "4chan.example,4chan.example:80",
    "1.2.3.4x,1.2.3.4x:80",
    "0x.example,0x.example:80",
    "0xg,0xg:80",
    "a.0b1,a.0b1:80",
    "192.0.2.1,192.0.2.1:80",
    "::ffff:192.0.2.1,192.0.2.1:80",
    "2001:DB8::1,[2001:db8::1]:80",
  })
  void aLiteralIsAnAddressAndAllElseAName(String host, String shown) {
    assertThat(Destination.of(host, 80)).hasToString(shown);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.1",
        "127.0.1",
        "2130706433",
        "0x7f000001",
        "0X7F.1",
        "0177.0.0.0x1",
        "1.2.3.4.5",
        "256.1.1.1",
        "1.2.3.4.",
        "0x",
        "a.0x",
        "name.1",
        "127.0.0.1.."
      })
  void whatEndsInANumberIsNoName(String host) {
    assertThatIllegalArgumentException().isThrownBy(() -> new Destination.Name(host, 80));
    assertThatIllegalArgumentException().isThrownBy(() -> Destination.of(host, 80));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "a b", "a\u0000b", "\u00e9", "a\t"})
  void whatIsNoHostIsRefused(String host) {
    assertThatIllegalArgumentException().isThrownBy(() -> Destination.of(host, 80));
  }

  @Test
  void portsHave16Bits() {
    assertThatIllegalArgumentException().isThrownBy(() -> Destination.of("a", -1));
    assertThatIllegalArgumentException().isThrownBy(() -> Destination.of("a", 65536));
  }
}
