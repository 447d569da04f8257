// SPDX-License-Identifier: Apache-2.0
package io.sallyport.shell.internal.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTest {

  @Test
  void whatIsNotSaidHasADefault_andWhatIsTooMuchIsCut() throws ProtocolException {
    assertThat(Request.parse("{\"run\":\"x\"}")).isEqualTo(new Request.Run("x", 80, false, null));
    assertThat(
            Request.parse(
                "{\"run\":\"x\",\"width\":1e300,\"color\":true,\"cwd\":\"/a\",\"new\":1}"))
        .isEqualTo(new Request.Run("x", 1000, true, Path.of("/a")));
    assertThat(Request.parse("{\"complete\":\"ses\",\"cursor\":-4,\"cwd\":\"relative\"}"))
        .isEqualTo(new Request.Complete("ses", 0, null));
    assertThat(Request.parse("{\"complete\":\"ses\",\"cursor\":99}"))
        .isEqualTo(new Request.Complete("ses", 3, null));
    assertThat(Request.parse("{\"interrupt\":true}")).isEqualTo(new Request.Interrupt());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nonsense",
        "[]",
        "null",
        "{}",
        "{\"run\":5}",
        "{\"run\":null}",
        "{\"run\":{}}",
        "{\"run\":\"x\",\"width\":\"5\"}",
        "{\"run\":\"x\",\"cwd\":\"a\\u0000b\"}",
        "{\"run\":\"x\"",
        "{\"run\":\"x\"} {\"run\":\"y\"}"
      })
  void allElseIsRefusedInWords(String text) {
    assertThatThrownBy(() -> Request.parse(text)).isInstanceOf(ProtocolException.class);
  }

  @Test
  void depthIsNoDanger() {
    assertThatThrownBy(() -> Request.parse("[".repeat(60_000)))
        .isInstanceOf(ProtocolException.class);
    assertThatThrownBy(() -> Request.parse("{\"a\":".repeat(12_000)))
        .isInstanceOf(ProtocolException.class);
  }
}
