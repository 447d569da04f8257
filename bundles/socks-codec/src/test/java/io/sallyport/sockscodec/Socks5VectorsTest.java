// SPDX-License-Identifier: Apache-2.0
package io.sallyport.sockscodec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.sallyport.sockscodec.SocksProtocolException.Violation;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes as RFC 1928, RFC 1929 and well-known clients have them. */
class Socks5VectorsTest {

  @Test
  void aGreetingListsItsMethods() throws Exception {
    assertThat(MessageKind.GREETING.parse(MessageKind.hex("05 02 00 02")))
        .isEqualTo(Socks5Greeting.of(0, 2));
    assertThat(MessageKind.GREETING.parse(MessageKind.hex("05 00")))
        .isEqualTo(new Socks5Greeting(List.of()));
    var greeting = Socks5Greeting.of(0x80, 2);
    assertThat(greeting.offers(2)).isTrue();
    assertThat(greeting.offers(0)).isFalse();
  }

  @Test
  void credentialsAreBytesThatNobodySees() throws Exception {
    byte[] wire = MessageKind.hex("01 05 616c696365 06 73336372c3a9");
    var request = (UserPassRequest) MessageKind.USER_PASS_REQUEST.parse(wire);
    assertThat(request).isNotNull();
    assertThat(request.user()).isEqualTo("alice".getBytes(StandardCharsets.US_ASCII));
    assertThat(request.password()).isEqualTo("s3cré".getBytes(StandardCharsets.UTF_8));
    assertThat(request.toString()).doesNotContain("alice").doesNotContain("3cr");
    request.wipe();
    assertThat(request.user()).containsOnly(0);
    assertThat(request.password()).containsOnly(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"01 00", "01 00 01 61", "01 00 00"})
  void anEmptyNameIsRefused(String hex) {
    assertThat(Violations.of(MessageKind.USER_PASS_REQUEST, hex)).isEqualTo(Violation.CREDENTIALS);
  }

  @Test
  void credentialsThatWouldNotFitCannotBeMade() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new UserPassRequest(new byte[256], new byte[1]));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new UserPassRequest(new byte[0], new byte[1]));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new UserPassRequest(new byte[1], new byte[256]));
  }

  @Test
  void aPasswordMayBeEmpty() throws Exception {
    assertThat(MessageKind.USER_PASS_REQUEST.parse(MessageKind.hex("01 02 6162 00")))
        .isEqualTo(new UserPassRequest(new byte[] {'a', 'b'}, new byte[0]));
  }

  @ParameterizedTest
  @CsvSource({
    "05 01 00 01 c0000201 0050, 1, 192.0.2.1, 80",
    "05 02 00 01 00000000 0000, 2, 0.0.0.0, 0",
    "05 03 00 04 20010db8000000000000000000000001 ffff, 3, 2001:db8::1, 65535",
    "05 01 00 04 00000000000000000000ffff7f000001 0016, 1, 127.0.0.1, 22",
    "05 f1 00 01 7f000001 0000, 241, 127.0.0.1, 0",
    "05 7f 00 01 7f000001 0001, 127, 127.0.0.1, 1",
  })
  void requestsForAddresses(String hex, int command, String address, int port) throws Exception {
    assertThat(MessageKind.REQUEST5.parse(MessageKind.hex(hex)))
        .isEqualTo(
            new Socks5Request(command, new SocksAddress.Ip(InetAddress.getByName(address), port)));
  }

  @Test
  void requestsForNames() throws Exception {
    assertThat(
            MessageKind.REQUEST5.parse(
                MessageKind.hex("05 01 00 03 0b 4578616d706c652e636f6d 01bb")))
        .isEqualTo(
            new Socks5Request(Socks5Request.CONNECT, new SocksAddress.Name("Example.com", 443)));
    assertThat(MessageKind.REQUEST5.parse(MessageKind.hex("05 f0 00 03 03 3a3a31 0000")))
        .isEqualTo(new Socks5Request(Socks5Request.RESOLVE, new SocksAddress.Name("::1", 0)));
  }

  @ParameterizedTest
  @CsvSource({
    "05 01 01, RESERVED",
    "05 01 ff 01 7f000001 0050, RESERVED",
    "05 01 00 00, ADDRESS_TYPE",
    "05 01 00 02, ADDRESS_TYPE",
    "05 01 00 ff, ADDRESS_TYPE",
    "05 7f 00 05, ADDRESS_TYPE",
    "05 01 00 03 00, NAME",
    "05 01 00 03 09 6c00, NAME",
    "05 01 00 03 ff 0d, NAME",
    "05 01 00 03 02 610a 0050, NAME",
    "05 01 00 03 02 2061 0050, NAME",
    "05 01 00 03 02 617f 0050, NAME",
    "05 01 00 03 02 c3a9 0050, NAME",
    "04 01, VERSION",
  })
  void badRequestsAreRefusedAtTheBadByte(String hex, Violation violation) {
    assertThat(Violations.of(MessageKind.REQUEST5, hex)).isEqualTo(violation);
  }

  @Test
  void everyByteInANameIsJudged() throws Exception {
    for (int value = 0; value < 256; value++) {
      byte[] wire = MessageKind.hex("05 01 00 03 03 610062 0050");
      wire[6] = (byte) value;
      if (value > ' ' && value < 0x7f) {
        assertThat(MessageKind.REQUEST5.parse(wire)).isNotNull();
      } else {
        assertThat(Violations.of(MessageKind.REQUEST5, wire)).isEqualTo(Violation.NAME);
      }
    }
  }

  @Test
  void aNameOf255TravelsAndOneOf256CannotBeMade() throws Exception {
    var request = new Socks5Request(1, new SocksAddress.Name("a".repeat(255), 1));
    byte[] wire = MessageKind.emitted(request);
    assertThat(wire).hasSize(262);
    assertThat(MessageKind.REQUEST5.parse(wire)).isEqualTo(request);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SocksAddress.Name("a".repeat(256), 1));
    for (String bad : List.of("", "a b", "a\0b", "é", "a\r\nb")) {
      assertThatIllegalArgumentException().isThrownBy(() -> new SocksAddress.Name(bad, 1));
    }
  }

  @Test
  void repliesMayCarryNamesAndTheLongestOneToo() throws Exception {
    byte[] wire = Arrays.copyOf(MessageKind.hex("05 00 00 03 ff"), 262);
    Arrays.fill(wire, 5, 260, (byte) 'x');
    var reply = (Socks5Reply) MessageKind.REPLY5.parse(wire);
    assertThat(reply).isEqualTo(new Socks5Reply(0, new SocksAddress.Name("x".repeat(255), 0)));
    assertThat(reply.succeeded()).isTrue();
  }

  @Test
  void aFailureKeepsItsCodeWhereTheAddressTypeIsNone() throws Exception {
    assertThat(MessageKind.REPLY5.parse(MessageKind.hex("05 05 00 00")))
        .isEqualTo(Socks5Reply.failure(Socks5Reply.CONNECTION_REFUSED));
    assertThat(Violations.of(MessageKind.REPLY5, "05 00 00 00")).isEqualTo(Violation.ADDRESS_TYPE);
    assertThat(Violations.of(MessageKind.REPLY5, "05 01 00 03 02 6100")).isEqualTo(Violation.NAME);
  }

  @Test
  void everyCodeHasWords() {
    assertThat(Socks5Reply.describe(5)).isEqualTo("connection refused");
    assertThat(Socks5Reply.describe(0xf4)).contains("authorization missing");
    assertThat(Socks5Reply.describe(99)).isEqualTo("code 99");
  }
}
