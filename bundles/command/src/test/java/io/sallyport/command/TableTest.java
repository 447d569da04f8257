// SPDX-License-Identifier: Apache-2.0
package io.sallyport.command;

import static io.sallyport.command.Table.Column.number;
import static io.sallyport.command.Table.Column.text;
import static io.sallyport.command.Table.Column.word;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TableTest {

  private final Table table =
      new Table(word("TAG"), number("BYTES"), text("DESTINATION"), text("WHY"))
          .row("a", 7, "example.com:443", null)
          .row("longer", 12345, "a-very-long-name.of-a-host.example.com:443", "short");

  @Test
  void numbersStandToTheRight_andNothingEndsInBlanks() {
    assertThat(table.render(200, false))
        .isEqualTo(
            """
            TAG     BYTES  DESTINATION                                 WHY
            a           7  example.com:443                             -
            longer  12345  a-very-long-name.of-a-host.example.com:443  short
            """);
  }

  @Test
  void onANarrowTerminalTheLongestTextIsCut_andOnlyThat() {
    assertThat(table.render(40, false))
        .isEqualTo(
            """
            TAG     BYTES  DESTINATION         WHY
            a           7  example.com:443     -
            longer  12345  a-very-long-name.…  short
            """);
    assertThat(table.render(40, false).lines()).allMatch(line -> line.length() <= 40);
  }

  @Test
  void colourAddsNoWidth() {
    var painted = new Table(word("A"), number("N")).row(new Cell("ok", Tone.GOOD), 1);
    assertThat(painted.render(80, true).replaceAll("\u001b\\[\\d+m", ""))
        .isEqualTo(painted.render(80, false));
    assertThat(painted.render(80, true)).contains("\u001b[32mok\u001b[0m");
  }

  @Test
  void whatAPeerSaysSteersNoTerminal() {
    assertThat(new Table(text("X")).row("a\u001b[2Jb\u009bc\u202ed").render(80, false))
        .isEqualTo("X\na?[2Jb?c?d\n");
  }

  @Test
  void charactersOutsideTheBasicPlaneAreNotHalved() {
    assertThat(new Cell("😀😀😀", Tone.PLAIN).cut(2)).isEqualTo("😀…");
  }
}
