// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.cell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sallyport.torcore.bytes.ProtocolViolation;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RelayCellV0Test {

  private final byte[] body = new byte[509];
  private final RelayCell cell = new RelayCell();

  @Test
  void everyLengthIsReadAsItWasWritten() throws Exception {
    byte[] data = new byte[498];
    new Random(1).nextBytes(data);
    for (int length = 0; length <= 498; length++) {
      new Random(2).nextBytes(body);
      RelayCellV0.INSTANCE.emit(body, 0, 2, 0xfedc, data, 498 - length, length, new Random(3));
      RelayCellV0.INSTANCE.parse(body, 0, cell);
      assertThat(cell.command()).isEqualTo(2);
      assertThat(cell.streamId()).isEqualTo(0xfedc);
      assertThat(cell.reader().rest()).isEqualTo(Arrays.copyOfRange(data, 498 - length, 498));
    }
  }

  @Test
  void announcedLengthsBeyondTheCellAreRefused() {
    for (int length : new int[] {499, 500, 0x8000, 0xffff}) {
      body[9] = (byte) (length >>> 8);
      body[10] = (byte) length;
      assertThatExceptionOfType(ProtocolViolation.class)
          .isThrownBy(() -> RelayCellV0.INSTANCE.parse(body, 0, cell));
    }
  }

  @Test
  void paddingCannotBePredictedAndShowsNothingOfTheCellBefore() {
    byte[] secret = "what was sent before".repeat(20).getBytes(StandardCharsets.US_ASCII);
    RelayCellV0.INSTANCE.emit(body, 0, 2, 1, secret, 0, secret.length, new Random(4));
    RelayCellV0.INSTANCE.emit(body, 0, 2, 1, new byte[1], 0, 1, new Random(5));
    byte[] first = body.clone();
    RelayCellV0.INSTANCE.emit(body, 0, 2, 1, new byte[1], 0, 1, new Random(6));
    assertThat(first).startsWith(body[0], body[1], body[2]).isNotEqualTo(body);
    assertThat(Arrays.copyOfRange(first, 12, 16)).containsOnly(0);
    assertThat(new String(first, StandardCharsets.ISO_8859_1)).doesNotContain("sent before");
  }
}
