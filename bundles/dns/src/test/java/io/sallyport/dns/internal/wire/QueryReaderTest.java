// SPDX-License-Identifier: Apache-2.0
package io.sallyport.dns.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class QueryReaderTest {

  private static @Nullable Query read(byte... message) {
    return QueryReader.read(Unpooled.wrappedBuffer(message));
  }

  private static int code(byte[] message, Consumer<byte[]> change) {
    change.accept(message);
    return ((Query.Bad) java.util.Objects.requireNonNull(read(message))).rcode();
  }

  private static byte[] plain() {
    return Messages.query(7, "www.example.com", 1, 0);
  }

  @Test
  void readsQuestionsAsTheyWereSent() {
    var message = Messages.query(0xabcd, "WWW.Example.com", 28, 4096);
    var query = (Query.Good) read(message);
    assertThat(query.id()).isEqualTo(0xabcd);
    assertThat(query.question()).isEqualTo(new Question("www.example.com", 28));
    assertThat(query.section()).isEqualTo(Messages.question(message));
    assertThat(query.edns()).isEqualTo(new Query.Edns(true, QueryReader.MAX_UDP, false));
  }

  @Test
  void smallSizesCountAs512() {
    var query = (Query.Good) read(Messages.query(1, "a.example", 1, 100));
    assertThat(query.edns().size()).isEqualTo(512);
    assertThat(((Query.Good) read(plain())).edns()).isEqualTo(Query.Edns.NONE);
  }

  @Test
  void saysNothingToAnswersAndFragmentsOfHeaders() {
    byte[] answer = Messages.answer(plain(), Messages.address("192.0.2.1", 1));
    assertThat(read(answer)).isNull();
    for (int length = 0; length < 12; length++) {
      assertThat(read(Arrays.copyOf(plain(), length))).isNull();
    }
  }

  @Test
  void refusesWhatIsNoSingleQuestion() {
    assertThat(code(plain(), m -> m[5] = 0)).isEqualTo(1);
    assertThat(code(plain(), m -> m[5] = 2)).isEqualTo(1);
    assertThat(code(plain(), m -> m[7] = 1)).isEqualTo(1);
    assertThat(code(plain(), m -> m[9] = 1)).isEqualTo(1);
    assertThat(code(plain(), m -> m[11] = 9)).isEqualTo(1);
    assertThat(code(plain(), m -> m[11] = 1)).isEqualTo(1);
    assertThat(code(plain(), m -> m[2] |= 2)).isEqualTo(1);
    assertThat(code(plain(), m -> m[2] |= 0x28)).as("UPDATE").isEqualTo(4);
    assertThat(code(plain(), m -> m[m.length - 1] = 3)).as("class CH").isEqualTo(5);
    assertThat(code(plain(), m -> m[12] = (byte) 0xc0)).as("a pointer").isEqualTo(1);
    assertThat(code(plain(), m -> m[12] = 0x40)).as("a label of 64 bytes").isEqualTo(1);
  }

  @Test
  void everyTruncationIsAFormatError() {
    byte[] whole = Messages.query(7, "www.example.com", 1, 1232);
    for (int length = 12; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThat(read(cut)).as("%d bytes", length).isInstanceOf(Query.Bad.class);
    }
    assertThat(read(whole)).isInstanceOf(Query.Good.class);
  }

  @Test
  void refusesOtherVersionsOfEdnsAndTwoOpt() {
    byte[] query = Messages.query(7, "a.example", 1, 1232);
    query[query.length - 5] = 1;
    assertThat(read(query)).isEqualTo(new Query.Bad(7, 0x100, 16, true));
    byte[] twice = Arrays.copyOf(Messages.query(7, "a.example", 1, 1232), query.length + 11);
    System.arraycopy(twice, query.length - 11, twice, query.length, 11);
    twice[11] = 2;
    assertThat(((Query.Bad) read(twice)).rcode()).isEqualTo(1);
  }

  @Test
  void namesAreBounded() {
    String label = "a".repeat(63);
    String longest = String.join(".", label, label, label, "a".repeat(61));
    assertThat(read(Messages.query(1, longest, 1, 0))).isInstanceOf(Query.Good.class);
    // One byte more than WireName.bytes would make.
    byte[] tooLong = Messages.query(1, longest, 1, 0);
    var out = Unpooled.buffer().writeBytes(tooLong, 0, 12).writeByte(1).writeByte('b');
    out.writeBytes(tooLong, 12, tooLong.length - 12);
    assertThat(QueryReader.read(out)).isInstanceOf(Query.Bad.class);
  }

  @Test
  void labelsWithDotsAndOtherBytesStayOneLabel() {
    byte[] message = Messages.query(1, "a\\046b.\\000\\255.example", 1, 0);
    var query = (Query.Good) read(message);
    assertThat(query.question().name()).isEqualTo("a\\046b.\\000\\255.example");
    assertThat(query.question().isHostName()).isFalse();
    assertThat(WireName.bytes(query.question().name()))
        .isEqualTo(Arrays.copyOf(query.section(), query.section().length - 4));
  }
}
