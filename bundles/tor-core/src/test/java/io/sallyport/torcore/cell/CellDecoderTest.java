// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.cell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sallyport.torcore.bytes.ByteWriter;
import io.sallyport.torcore.bytes.ProtocolViolation;
import io.sallyport.torcore.bytes.ProtocolViolation.Reason;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CellDecoderTest {

  private record Seen(int circuitId, int command, List<Byte> body) {}

  private final List<Seen> seen = new ArrayList<>();
  private final CellHandler handler =
      (id, command, buffer, offset, length) -> {
        var body = new ArrayList<Byte>();
        for (int i = offset; i < offset + length; i++) {
          body.add(buffer[i]);
        }
        seen.add(new Seen(id, command, body));
      };

  private static byte[] conversation() {
    byte[] relayBody = new byte[509];
    for (int i = 0; i < relayBody.length; i++) {
      relayBody[i] = (byte) i;
    }
    return new ByteWriter()
        .bytes(Cells.versions(4, 5))
        .bytes(Cells.variable(0, CellCommand.CERTS, new byte[1200]))
        .bytes(Cells.variable(0, CellCommand.VPADDING, new byte[0]))
        .bytes(Cells.fixed(0x8123_4567, CellCommand.RELAY, relayBody))
        .bytes(Cells.fixed(1, CellCommand.DESTROY, new byte[] {9}))
        .toByteArray();
  }

  private List<Seen> whole() throws ProtocolViolation {
    byte[] bytes = conversation();
    seen.clear();
    new CellDecoder().feed(bytes, 0, bytes.length, handler);
    return List.copyOf(seen);
  }

  @Test
  void cellsAreCut() throws Exception {
    List<Seen> cells = whole();
    assertThat(cells).extracting(Seen::command).containsExactly(7, 129, 128, 3, 4);
    assertThat(cells).extracting(Seen::circuitId).containsExactly(0, 0, 0, 0x8123_4567, 1);
    assertThat(cells).extracting(c -> c.body().size()).containsExactly(4, 1200, 0, 509, 509);
  }

  @Test
  void everySplitIsTheSame() throws Exception {
    List<Seen> expected = whole();
    byte[] bytes = conversation();
    for (int split = 0; split <= bytes.length; split++) {
      seen.clear();
      var decoder = new CellDecoder();
      decoder.feed(bytes, 0, split, handler);
      decoder.feed(ByteBuffer.wrap(bytes, split, bytes.length - split), handler);
      assertThat(seen).as("split at %d", split).isEqualTo(expected);
      assertThat(decoder.held()).isZero();
    }
  }

  @Test
  void byteForByteIsTheSame() throws Exception {
    List<Seen> expected = whole();
    seen.clear();
    var decoder = new CellDecoder();
    ByteBuffer direct = ByteBuffer.allocateDirect(1);
    for (byte b : conversation()) {
      decoder.feed(direct.clear().put(b).flip(), handler);
    }
    assertThat(seen).isEqualTo(expected);
  }

  @Test
  void theFirstCellIsVersions() {
    byte[] relay = Cells.fixed(0, CellCommand.RELAY, new byte[0]);
    assertThatExceptionOfType(ProtocolViolation.class)
        .isThrownBy(() -> new CellDecoder().feed(relay, 0, 3, handler))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.UNEXPECTED));
    assertThat(seen).isEmpty();
  }

  @Test
  void whatIsOnlyAnnouncedTakesNoMemory() throws Exception {
    var decoder = new CellDecoder();
    byte[] versions = Cells.versions(5);
    decoder.feed(versions, 0, versions.length, handler);
    byte[] announced = {0, 0, 0, 0, (byte) CellCommand.CERTS, (byte) 0xff, (byte) 0xff};
    decoder.feed(announced, 0, announced.length, handler);
    assertThat(decoder.held()).isEqualTo(7);
  }

  @Test
  void moreThanTheLimitEndsTheLink() throws Exception {
    var decoder = new CellDecoder(2048);
    byte[] versions = Cells.versions(5);
    decoder.feed(versions, 0, versions.length, handler);
    byte[] large = Cells.variable(0, CellCommand.CERTS, new byte[2049]);
    assertThatExceptionOfType(ProtocolViolation.class)
        .isThrownBy(() -> decoder.feed(large, 0, 7, handler))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.TOO_LARGE));
  }

  /** A later VERSIONS has a circuit id of four bytes like everything else (tor-spec §4.1). */
  @Test
  void anotherVersionsIsAnOrdinaryCell() throws Exception {
    var decoder = new CellDecoder();
    byte[] bytes =
        new ByteWriter()
            .bytes(Cells.versions(4))
            .bytes(Cells.variable(0, CellCommand.VERSIONS, new byte[] {0, 4}))
            .toByteArray();
    decoder.feed(bytes, 0, bytes.length, handler);
    assertThat(seen)
        .extracting(Seen::body)
        .containsExactly(List.of((byte) 0, (byte) 4), List.of((byte) 0, (byte) 4));
  }
}
