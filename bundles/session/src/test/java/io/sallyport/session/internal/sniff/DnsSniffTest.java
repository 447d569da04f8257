// SPDX-License-Identifier: Apache-2.0
package io.sallyport.session.internal.sniff;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.api.Sniffed.Protocol;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DnsSniffTest {

  private static final Verdict DNS = Verdict.found(Protocol.DNS, null);
  private static final String QUESTION = "076578616d706c6503636f6d0000010001";
  private static final byte[] QUERY = hex("1234010000010000" + "00000000" + QUESTION);
  private static final byte[] EDNS =
      hex("123401200001000000000001" + QUESTION + "00002904d0000080000004000a0000");

  @Test
  void recognisesAQueryButTakesNoDomainFromIt() {
    assertThat(Verdicts.udp(QUERY)).isEqualTo(DNS);
    assertThat(Verdicts.udp(EDNS)).isEqualTo(DNS);
    assertThat(Verdicts.udp(hex("00000000000100000000000000000200ff"))).isEqualTo(DNS);
  }

  @Test
  void recognisesAQueryBehindItsLength() {
    for (byte[] message : new byte[][] {QUERY, EDNS}) {
      byte[] stream = Hellos.vector16(message);
      assertThat(Verdicts.tcp(stream)).isEqualTo(DNS);
      assertThat(Verdicts.tcp(Hellos.concat(stream, stream))).isEqualTo(DNS);
      Verdicts.assertEveryTruncationNeedsMore(stream, Protocol.DNS);
    }
  }

  @Test
  void aTruncatedDatagramIsNothing() {
    for (int length = 0; length < EDNS.length; length++) {
      assertThat(Verdicts.udp(Arrays.copyOf(EDNS, length))).isEqualTo(Verdict.NOTHING);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "a response, 2, 81",
    "an update, 2, 29",
    "truncated, 2, 03",
    "authoritative, 2, 05",
    "an error, 3, 03",
    "reserved bit, 3, 40",
    "no question, 5, 00",
    "two questions, 5, 02",
    "65281 questions, 4, ff",
    "an answer, 7, 01",
    "an authority, 9, 01",
    "three additional, 11, 03",
    "compression, 12, c0",
    "label of 64, 12, 40",
    "label beyond the end, 12, 3f",
    "type 0, 26, 00",
    "class 2, 28, 02"
  })
  void refusesWhatIsNotAQuery(String what, int index, String value) {
    byte[] changed = QUERY.clone();
    changed[index] = hex(value)[0];
    assertThat(Verdicts.udp(changed)).as(what).isEqualTo(Verdict.NOTHING);
  }

  @Test
  void refusesBytesBehindTheQuestionAndNamesOver255() {
    assertThat(Verdicts.udp(Hellos.concat(QUERY, new byte[1]))).isEqualTo(Verdict.NOTHING);
    byte[] label = Hellos.concat(new byte[] {63}, new byte[63]);
    byte[] head = Arrays.copyOf(QUERY, 12);
    byte[] tail = hex("0000010001");
    byte[] tooLong = Hellos.concat(new byte[] {62}, new byte[62]);
    byte[] longest = Hellos.concat(new byte[] {61}, new byte[61]);
    assertThat(Verdicts.udp(Hellos.concat(head, label, label, label, longest, tail)))
        .isEqualTo(DNS);
    assertThat(Verdicts.udp(Hellos.concat(head, label, label, label, tooLong, tail)))
        .isEqualTo(Verdict.NOTHING);
  }

  @Test
  void refusesAnAnnouncedLengthThatNoQueryHas() {
    assertThat(Verdicts.tcp(hex("0010"))).isEqualTo(Verdict.NOTHING);
    assertThat(Verdicts.tcp(hex("1001"), Protocol.DNS)).isEqualTo(Verdict.NOTHING);
    assertThat(Verdicts.tcp(hex("1000"), Protocol.DNS)).isEqualTo(Verdict.NEED_MORE);
    assertThat(Verdicts.tcp(Hellos.concat(hex("0020"), QUERY, new byte[3]), Protocol.DNS))
        .isEqualTo(Verdict.NOTHING);
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }
}
