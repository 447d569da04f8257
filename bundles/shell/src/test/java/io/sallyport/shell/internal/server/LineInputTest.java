// SPDX-License-Identifier: Apache-2.0
package io.sallyport.shell.internal.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class LineInputTest {

  /** Bytes that come in pieces of one size. */
  private static LineInput lines(byte[] bytes, int piece) {
    return new LineInput(
        Channels.newChannel(
            new InputStream() {
              private final InputStream all = new ByteArrayInputStream(bytes);

              @Override
              public int read() throws IOException {
                return all.read();
              }

              @Override
              public int read(byte[] target, int offset, int length) throws IOException {
                return all.read(target, offset, Math.min(length, piece));
              }
            }));
  }

  @Test
  void everySplitGivesTheSameLines() throws IOException {
    byte[] bytes = "erste\nzwölf €\n\nhalf".getBytes(StandardCharsets.UTF_8);
    for (int piece = 1; piece <= bytes.length; piece++) {
      var lines = lines(bytes, piece);
      assertThat(lines.next()).isEqualTo("erste");
      assertThat(lines.next()).isEqualTo("zwölf €");
      assertThat(lines.next()).isEmpty();
      assertThat(lines.next()).isNull();
    }
  }

  @Test
  void theLongestLineAndOneMore() throws IOException {
    String longest = "x".repeat(LineInput.LONGEST - 1);
    assertThat(lines((longest + "\n").getBytes(StandardCharsets.UTF_8), 777).next())
        .isEqualTo(longest);
    var endless = lines((longest + "xx\n").getBytes(StandardCharsets.UTF_8), 777);
    assertThatThrownBy(endless::next).isInstanceOf(ProtocolException.class);
  }

  @Test
  void whatIsNoTextIsRefused() {
    var lines = lines(new byte[] {(byte) 0xff, '\n'}, 1);
    assertThatThrownBy(lines::next).isInstanceOf(ProtocolException.class);
  }
}
