// SPDX-License-Identifier: Apache-2.0
package io.sallyport.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ScreenTest {

  private final ByteArrayOutputStream shown = new ByteArrayOutputStream();

  private String prose(int width, String text) {
    new Screen(new PrintStream(shown, true, StandardCharsets.UTF_8), width, false)
        .prose(Tone.PLAIN, "  ", text);
    return shown.toString(StandardCharsets.UTF_8);
  }

  @Test
  void proseIsBrokenBetweenWordsAndIndented() {
    assertThat(prose(20, "one two three four five six"))
        .isEqualTo("  one two three four\n  five six\n");
  }

  @Test
  void aWordThatIsWiderThanTheScreenStaysWhole() {
    assertThat(prose(20, "a " + "b".repeat(30) + " c"))
        .isEqualTo("  a\n  " + "b".repeat(30) + "\n  c\n");
  }

  @Test
  void whatFitsStaysOnOneLine() {
    assertThat(prose(80, "one two three")).isEqualTo("  one two three\n");
  }
}
