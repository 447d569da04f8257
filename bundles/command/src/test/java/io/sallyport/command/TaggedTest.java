// SPDX-License-Identifier: Apache-2.0
package io.sallyport.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TaggedTest {

  private final Tagged<Integer> numbers = Tagged.of("number", Map.of("two", 2, "one", 1));

  @Test
  void findsOneSomeOrAll() throws Exception {
    assertThat(numbers.get("two")).isEqualTo(2);
    assertThat(numbers.chosen("two", "one").values()).containsExactly(2, 1);
    assertThat(numbers.chosen().values()).containsExactly(1, 2);
  }

  @Test
  void whatIsNotThereIsToldWithWhatIs() {
    assertThatExceptionOfType(CommandFailure.class)
        .isThrownBy(() -> numbers.chosen("one", "three"))
        .withMessage("no number \"three\"; there are: one, two")
        .satisfies(failure -> assertThat(failure.status()).isEqualTo(CommandFailure.FAILED));
    assertThatExceptionOfType(CommandFailure.class)
        .isThrownBy(() -> Tagged.of("number", List.<String>of(), String::strip).get("one"))
        .withMessage("no number \"one\"; there are: none");
  }

  @Test
  void ofTwoWithOneTagTheFirst() throws Exception {
    assertThat(Tagged.of("word", List.of("ab", "ac"), word -> word.substring(0, 1)).get("a"))
        .isEqualTo("ab");
  }
}
