// SPDX-License-Identifier: Apache-2.0
package io.sallyport.command;

import static io.sallyport.command.Table.Column.number;
import static io.sallyport.command.Table.Column.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import io.sallyport.testing.RecordingShell;
import java.util.List;
import org.junit.jupiter.api.Test;

class ListingTest {

  private static final Listing<String> WORDS =
      new Listing<>(
          "no words",
          List.of(text("WORD"), number("LENGTH")),
          word -> Table.cells(word.isEmpty() ? null : word, word.length()),
          word -> new Json().put("word", word));

  private final RecordingShell shell = new RecordingShell();

  @Test
  void peopleGetATable() {
    WORDS.show(shell.session(), false, List.of("one", "", "three\u001b[2J"));
    assertThat(shell.shown())
        .isEqualTo(
            """
            WORD       LENGTH
            one             3
            -               0
            three?[2J       9\
            """);
  }

  @Test
  void nothingIsSaidInWords() {
    WORDS.show(shell.session(), false, List.of());
    assertThat(shell.shown()).isEqualTo("no words");
    WORDS.show(shell.session(), true, List.of());
    assertThat(shell.shown()).isEqualTo("[]");
  }

  @Test
  void peopleGetAtMostSoMany_scriptsGetAll() {
    WORDS.show(shell.session(), false, List.of("a", "b", "c"), 1);
    assertThat(shell.shown())
        .contains("a")
        .doesNotContain("\nb")
        .endsWith("2 more; --json shows all");
    WORDS.show(shell.session(), true, List.of("a", "b", "c"), 1);
    assertThat(JsonParser.parseString(shell.shown()).getAsJsonArray()).hasSize(3);
  }
}
