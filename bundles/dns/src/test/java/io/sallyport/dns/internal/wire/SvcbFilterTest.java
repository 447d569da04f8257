// SPDX-License-Identifier: Apache-2.0
package io.sallyport.dns.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SvcbFilterTest {

  private static final Question QUESTION = new Question("www.example.com", Question.HTTPS);
  private static final ServerQuery QUERY = ServerQuery.of(QUESTION, false, false, false);

  /** Priority 1, target ".", and parameters. */
  private static byte[] service(String... parameters) {
    var out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {0, 1, 0});
    for (String parameter : parameters) {
      out.writeBytes(HexFormat.of().parseHex(parameter));
    }
    return out.toByteArray();
  }

  private static Answer filtered(byte[]... records) throws DnsFormatException {
    byte[] message = Messages.answer(QUERY.message(), records);
    return SvcbFilter.of(AnswerReader.read(message, QUERY.section(), ip -> false), QUESTION);
  }

  private static final String PORT = "0003000201bb";
  private static final String ALPN_H2 = "00010003026832";
  private static final String ALPN_H3_H2 = "00010006026833026832";
  private static final String ALPN_H3 = "00010003026833";
  private static final String INET4 = "00040004c0000201";
  private static final String ECH = "00050003aabbcc";
  private static final String INET6 = "0006001020010db8000000000000000000000001";

  @Test
  void hintsKeysAndHttp3AreTakenOut() throws Exception {
    byte[] data = service("000000020005", ALPN_H3_H2, PORT, INET4, ECH, INET6);
    var answer = filtered(Messages.record(65, 300, data));
    assertThat(answer.records()).isEqualTo(Messages.record(65, 300, service(ALPN_H2, PORT)));
    assertThat(answer.ttls()).containsExactly(6);
    assertThat(answer.lifetime()).isEqualTo(300);
  }

  @Test
  void whatNeedsNoChangeStaysAndAliasesDo() throws Exception {
    byte[] plain = Messages.record(65, 300, service(ALPN_H2, PORT));
    byte[] alias = Messages.record(65, 300, new byte[] {0, 0, 1, 'x', 0});
    byte[] cname = Messages.record(5, 60, (byte) 1, (byte) 'y', (byte) 0xc0, (byte) 12);
    var answer = filtered(cname, plain, alias);
    assertThat(answer.answers()).isEqualTo(3);
    assertThat(answer.records()).hasSize(cname.length + plain.length + alias.length);
  }

  @Test
  void whatIsOfNoUseWithoutIsLeftOut() throws Exception {
    byte[] only3 = Messages.record(65, 300, service(ALPN_H3, "00020000"));
    byte[] broken = Messages.record(65, 300, service("0003ffff"));
    byte[] signature = Messages.record(46, 300, new byte[20]);
    assertThat(filtered(only3, broken, signature).answers()).isZero();
    byte[] good = Messages.record(65, 300, service(PORT));
    var answer = filtered(only3, good);
    assertThat(answer.records()).isEqualTo(good);
  }

  @Test
  void ownersThatPointIntoWhatHasMovedAreLeftOut() throws Exception {
    byte[] first = Messages.record(65, 300, service(ECH, PORT));
    byte[] second = Messages.record(65, 300, service(PORT));
    // Points at the data of the first record, which ends elsewhere now.
    second[1] = (byte) (12 + QUERY.section() + first.length - 1);
    var answer = filtered(first, second);
    assertThat(answer.records()).isEqualTo(Messages.record(65, 300, service(PORT)));
  }

  @Test
  void anyDataIsEndured() throws Exception {
    var random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      byte[] data = service(ALPN_H3_H2, PORT, INET4, ECH, INET6);
      for (int change = random.nextInt(5); change > 0; change--) {
        data[random.nextInt(data.length)] = (byte) random.nextInt();
      }
      data = Arrays.copyOf(data, random.nextInt(data.length + 1));
      var answer = filtered(Messages.record(65, 1, data), Messages.record(65, 1, data));
      assertThat(answer.records().length).isLessThanOrEqualTo(2 * (12 + data.length));
    }
  }
}
