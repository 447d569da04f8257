// SPDX-License-Identifier: Apache-2.0
package io.sallyport.shell.internal.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WrappingTest {

  @Test
  void aDescriptionGoesOnInItsColumn() {
    assertThat(Wrapping.wrap("  --sort BY  largest first: up, down or age\n", 30))
        .isEqualTo("  --sort BY  largest first:\n             up, down or age\n");
  }

  @Test
  void anUsageGoesOnBelowItsFirstWord() {
    assertThat(Wrapping.wrap("usage: a:b [--one X] [--two Y]", 22))
        .isEqualTo("usage: a:b [--one X]\n       [--two Y]");
  }

  @Test
  void whatFitsAndWhatCannotBeBrokenStays() {
    var text = "short\n\n" + "x".repeat(50);
    assertThat(Wrapping.wrap(text, 20)).isEqualTo(text);
    assertThat(Wrapping.wrap("a".repeat(30) + " b", 20)).isEqualTo("a".repeat(30) + "\nb");
  }

  @Test
  void aFirstColumnThatIsTooWideIsNoColumn() {
    assertThat(Wrapping.wrap("a-very-long-word-indeed  and its text here", 20).lines())
        .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(23));
  }
}
