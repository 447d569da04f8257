// SPDX-License-Identifier: Apache-2.0
package io.sallyport.sockscodec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.sallyport.sockscodec.SocksProtocolException.Violation;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bytes as SOCKS.protocol.4 and socks4a.protocol have them. */
class Socks4VectorsTest {

  private static final byte[] FRED = MessageKind.hex("46726564");

  @Test
  void connectToAnAddress() throws Exception {
    byte[] wire = MessageKind.hex("04 01 0050 42660763 46726564 00");
    var request = (Socks4Request) MessageKind.REQUEST4.parse(wire);
    assertThat(request)
        .isEqualTo(
            new Socks4Request(
                1, FRED, new SocksAddress.Ip(InetAddress.getByName("66.102.7.99"), 80)));
    assertThat(request.named()).isFalse();
    assertThat(request.toString()).doesNotContain("Fred").doesNotContain("70, 114");
    assertThat(MessageKind.emitted(request)).isEqualTo(wire);
  }

  @Test
  void connectToANameAndToALiteral() throws Exception {
    assertThat(MessageKind.REQUEST4.parse(MessageKind.hex("04 01 01bb 000000ff 00 61622e63 00")))
        .isEqualTo(new Socks4Request(1, new byte[0], new SocksAddress.Name("ab.c", 443)));
    assertThat(MessageKind.REQUEST4.parse(MessageKind.hex("04 f0 0000 00000001 41 00 3a3a31 00")))
        .isEqualTo(new Socks4Request(0xf0, new byte[] {'A'}, new SocksAddress.Name("::1", 0)));
  }

  @Test
  void zerosAreAnAddressAndNoSignOfAName() throws Exception {
    assertThat(MessageKind.REQUEST4.parse(MessageKind.hex("04 02 0000 00000000 00")))
        .isEqualTo(new Socks4Request(2, new byte[0], SocksAddress.ANY_IPV4));
  }

  @ParameterizedTest
  @CsvSource({
    "05 01, VERSION",
    "04 01 0050 00000001 00 00, NAME",
    "04 01 0050 00000001 00 61 20, NAME",
    "04 01 0050 00000001 00 0a, NAME",
    "04 01 0050 00000001 00 61 ff 00, NAME",
  })
  void badRequests(String hex, Violation violation) {
    assertThat(Violations.of(MessageKind.REQUEST4, hex)).isEqualTo(violation);
  }

  @Test
  void fieldsEndAt255() throws Exception {
    String head = "04 01 0050 00000001";
    String longest = head + "41".repeat(255) + "00" + "61".repeat(255) + "00";
    assertThat(MessageKind.REQUEST4.parse(MessageKind.hex(longest))).isNotNull();
    assertThat(Violations.of(MessageKind.REQUEST4, head + "41".repeat(256)))
        .isEqualTo(Violation.USER_ID);
    assertThat(Violations.of(MessageKind.REQUEST4, head + "00" + "61".repeat(256)))
        .isEqualTo(Violation.NAME);
  }

  @Test
  void repliesHaveVersionZero() throws Exception {
    assertThat(MessageKind.emitted(Socks4Reply.failure(Socks4Reply.REJECTED)))
        .isEqualTo(MessageKind.hex("00 5b 0000 00000000"));
    var granted = (Socks4Reply) MessageKind.REPLY4.parse(MessageKind.hex("00 5a 04d2 7f000001"));
    assertThat(granted).isNotNull();
    assertThat(granted.granted()).isTrue();
    assertThat(granted.bound().port()).isEqualTo(1234);
  }

  @Test
  void ipv6CannotBeSaid() throws Exception {
    var v6 = new SocksAddress.Ip(InetAddress.getByName("::1"), 1);
    assertThatIllegalArgumentException().isThrownBy(() -> new Socks4Request(1, new byte[0], v6));
    assertThatIllegalArgumentException().isThrownBy(() -> new Socks4Reply(90, v6));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Socks4Request(1, new byte[] {0}, SocksAddress.ANY_IPV4));
  }
}
