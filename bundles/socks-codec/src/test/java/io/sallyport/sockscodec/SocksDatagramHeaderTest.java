// SPDX-License-Identifier: Apache-2.0
package io.sallyport.sockscodec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.netty.buffer.Unpooled;
import io.sallyport.sockscodec.SocksProtocolException.Violation;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SocksDatagramHeaderTest {

  @Test
  void roundTripLeavesThePayload() throws Exception {
    var random = new Random(7);
    for (int i = 0; i < 2000; i++) {
      var header = new SocksDatagramHeader(random.nextInt(256), MessageKind.address(random));
      var datagram = Unpooled.buffer();
      header.emit(datagram);
      assertThat(datagram.readableBytes()).isLessThanOrEqualTo(SocksDatagramHeader.MAX_LENGTH);
      int payload = random.nextInt(3);
      datagram.writeZero(payload);
      assertThat(SocksDatagramHeader.parse(datagram)).isEqualTo(header);
      assertThat(datagram.readableBytes()).isEqualTo(payload);
    }
  }

  @Test
  void everyTruncationIsRefusedForNoMoreWillCome() {
    var random = new Random(8);
    for (int i = 0; i < 50; i++) {
      var whole = Unpooled.buffer();
      new SocksDatagramHeader(MessageKind.address(random)).emit(whole);
      for (int length = 0; length < whole.readableBytes(); length++) {
        assertThat(violation(whole.slice(0, length))).isEqualTo(Violation.TRUNCATED);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0001 00 01 7f000001 0035 61, RESERVED",
    "0100 00 01 7f000001 0035 61, RESERVED",
    "0000 00 09 7f000001 0035 61, ADDRESS_TYPE",
    "0000 00 03 00 0035 61, NAME",
    "0000 00 03 02 6100 0035 61, NAME",
    "0000 00 03 ff 6161, TRUNCATED",
  })
  void hostileHeaders(String hex, Violation violation) {
    assertThat(violation(Unpooled.wrappedBuffer(MessageKind.hex(hex)))).isEqualTo(violation);
  }

  private static Violation violation(io.netty.buffer.ByteBuf datagram) {
    return catchThrowableOfType(
            SocksProtocolException.class, () -> SocksDatagramHeader.parse(datagram))
        .violation();
  }
}
