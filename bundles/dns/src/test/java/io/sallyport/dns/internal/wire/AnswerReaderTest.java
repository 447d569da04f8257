// SPDX-License-Identifier: Apache-2.0
package io.sallyport.dns.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AnswerReaderTest {

  private static final ServerQuery QUERY =
      ServerQuery.of(new Question("www.example.com", 1), false, false, false).withId(0x1234);

  private static Answer read(byte[] message) throws DnsFormatException {
    return AnswerReader.read(message, QUERY.section(), ip -> ip[0] == (byte) 198);
  }

  /** As a client would get it. */
  private static byte[] replied(Answer answer, int age, int edns) {
    var query =
        (Query.Good)
            QueryReader.read(Unpooled.wrappedBuffer(Messages.query(9, "WwW.example.com", 1, edns)));
    var reply = Reply.of(query, answer, age, true, ByteBufAllocator.DEFAULT);
    try {
      return ByteBufUtil.getBytes(reply);
    } finally {
      reply.release();
    }
  }

  @Test
  void passesOnWhatTheServerSaysUnderTheClientsIdAndSpelling() throws Exception {
    byte[] cname = Messages.record(5, 300, (byte) 1, (byte) 'x', (byte) 0xc0, (byte) 0x10);
    byte[] ip = Messages.address("192.0.2.7", 60);
    var answer = read(Messages.reply(QUERY.message(), 0, 2, 0, 1, cname, ip, Messages.opt()));
    assertThat(answer.lifetime()).isEqualTo(60);
    byte[] client = Messages.query(9, "WwW.example.com", 1, 0);
    // OPT is gone, times to live are 10 s less; the rest is as it was.
    byte[] expected =
        Messages.answer(
            client,
            Messages.record(5, 290, (byte) 1, (byte) 'x', (byte) 0xc0, (byte) 0x10),
            Messages.address("192.0.2.7", 50));
    assertThat(replied(answer, 10, 0)).isEqualTo(expected);
  }

  @Test
  void timesToLiveAreBoundedAndNeverNegative() throws Exception {
    var answer = read(Messages.answer(QUERY.message(), Messages.address("192.0.2.7", 1_000_000)));
    assertThat(answer.lifetime()).isEqualTo(AnswerReader.MAX_TTL);
    byte[] reply = replied(answer, 0, 0);
    assertThat(Header.int32(reply, reply.length - 10)).isEqualTo(86_400);
    var negative = read(Messages.answer(QUERY.message(), Messages.address("192.0.2.7", -1)));
    assertThat(negative.lifetime()).isZero();
    byte[] none = replied(negative, 0, 0);
    assertThat(Header.int32(none, none.length - 10)).isZero();
    byte[] old = replied(answer.livingFor(5), 100_000, 0);
    assertThat(Header.int32(old, old.length - 10)).isZero();
  }

  @Test
  void negativeAnswersLiveAsTheSoaSays() throws Exception {
    byte[] soa = Messages.soa(900, 30);
    assertThat(read(Messages.reply(QUERY.message(), 3, 0, 1, 0, soa)).lifetime()).isEqualTo(30);
    soa = Messages.soa(20, 30);
    assertThat(read(Messages.reply(QUERY.message(), 0, 0, 1, 0, soa)).lifetime()).isEqualTo(20);
    assertThat(read(Messages.reply(QUERY.message(), 3, 0, 0, 0)).lifetime()).isZero();
    assertThat(read(Messages.reply(QUERY.message(), 2, 0, 1, 0, soa)).lifetime()).isZero();
    soa = Messages.soa(1 << 30, 1 << 30);
    assertThat(read(Messages.reply(QUERY.message(), 3, 0, 1, 0, soa)).lifetime()).isEqualTo(3600);
  }

  @Test
  void refusesPointersThatDoNotPointBackAndAddressesOfOddLength() {
    byte[] forward = Messages.address("192.0.2.7", 60);
    forward[1] = (byte) 0xff;
    byte[] header = Messages.address("192.0.2.7", 60);
    header[1] = 4;
    byte[] odd = Messages.record(1, 60, (byte) 1, (byte) 2, (byte) 3);
    byte[] fake = Messages.address("198.18.0.9", 60);
    for (byte[] record : new byte[][] {forward, header, odd, fake}) {
      assertThatThrownBy(() -> read(Messages.answer(QUERY.message(), record)))
          .isInstanceOf(DnsFormatException.class);
    }
    // The second record's name is the pointer that it consists of.
    byte[] self = Messages.address("192.0.2.7", 60);
    self[1] = (byte) (12 + QUERY.section());
    assertThatThrownBy(() -> read(Messages.answer(QUERY.message(), self)))
        .isInstanceOf(DnsFormatException.class);
  }

  @Test
  void everyTruncationIsRefused() {
    byte[] whole =
        Messages.reply(
            QUERY.message(),
            0,
            1,
            1,
            1,
            Messages.address("192.0.2.7", 60),
            Messages.soa(1, 2),
            Messages.opt());
    for (int length = 12 + QUERY.section(); length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> read(cut)).isInstanceOf(DnsFormatException.class);
    }
  }

  @Test
  void onlyAnswersToTheQuestionCount() {
    var random = new Random(1);
    var disguised =
        ServerQuery.of(new Question("long-enough.example", 65), false, false, false)
            .disguised(77, random);
    byte[] good = Messages.answer(disguised.message());
    assertThat(AnswerReader.answers(good, disguised.message(), disguised.section(), true)).isTrue();
    for (int i = 0; i < 12 + disguised.section(); i++) {
      boolean matters = i < 2 || i == 4 || i == 5 || i >= 12;
      byte[] other = good.clone();
      other[i] ^= 1;
      if (matters) {
        assertThat(AnswerReader.answers(other, disguised.message(), disguised.section(), true))
            .as("byte %d", i)
            .isFalse();
      }
    }
    byte[] lower =
        Messages.answer(
            ServerQuery.of(new Question("long-enough.example", 65), false, false, false)
                .withId(77)
                .message());
    int section = disguised.section();
    assertThat(AnswerReader.answers(lower, disguised.message(), section, true)).isFalse();
    assertThat(AnswerReader.answers(lower, disguised.message(), section, false)).isTrue();
    // Type 97 differs from type 65 as 'a' does from 'A', and is another question.
    byte[] type = good.clone();
    type[12 + section - 3] ^= 0x20;
    assertThat(AnswerReader.answers(type, disguised.message(), section, false)).isFalse();
  }

  @Test
  void cutsWhatIsTooLong() throws Exception {
    var records = new byte[40][];
    Arrays.setAll(records, i -> Messages.address("192.0.2." + i, 60));
    var answer = read(Messages.answer(QUERY.message(), records));
    byte[] cut = replied(answer, 0, 0);
    assertThat(cut).hasSize(12 + QUERY.section());
    assertThat(Header.short16(cut, 2) & Header.TRUNCATED).isNotZero();
    assertThat(Header.short16(cut, 6)).isZero();
    byte[] whole = replied(answer, 0, 1232);
    assertThat(Header.short16(whole, 2) & Header.TRUNCATED).isZero();
    assertThat(Header.short16(whole, 6)).isEqualTo(40);
    assertThat(Header.short16(whole, 10)).isEqualTo(1);
  }

  @Test
  void queriesByEncryptedWaysAreAllOfOneLength() {
    for (String name : new String[] {"a.example", "a-longer-name.of.some.example", ""}) {
      var query = ServerQuery.of(new Question(name, 1), true, false, true);
      assertThat(query.message()).hasSize(128);
      assertThat(QueryReader.read(Unpooled.wrappedBuffer(query.message())))
          .isInstanceOfSatisfying(
              Query.Good.class,
              good -> {
                assertThat(good.question().name()).isEqualTo(name);
                assertThat(good.edns().dnssecOk()).isTrue();
              });
    }
  }
}
