// SPDX-License-Identifier: Apache-2.0
package io.sallyport.command;

import com.google.gson.JsonArray;
import java.io.PrintStream;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Process;

/**
 * Where a command shows its result: its standard output, as wide as the session's variable {@code
 * width}, in colour where that ends at a terminal and the variable {@code color} allows it.
 *
 * @param width in characters
 */
public record Screen(PrintStream out, int width, boolean color) {

  /** Of an unknown terminal. */
  public static final int WIDTH = 80;

  /** The output of the running command: a pipe or a file too, if the line says so. */
  public static Screen of(CommandSession session) {
    Process process = Process.Utils.current();
    boolean terminal = process == null || process.isTty(1);
    return new Screen(
        process == null ? session.getConsole() : process.out(),
        session.get("width") instanceof Number width ? width.intValue() : WIDTH,
        terminal && Boolean.TRUE.equals(session.get("color")));
  }

  /** Begins the screen anew where it is a terminal, and a new block where it is a file. */
  public void clear() {
    out.print(color ? "\033[H\033[2J" : "\n");
  }

  /** Shows a line, freed of control characters. */
  public void line(String text) {
    out.print(Cell.printable(text) + "\n");
  }

  /** Shows a line that tells more than its words. */
  public void line(Tone tone, String text) {
    out.print(tone.paint(Cell.printable(text), color) + "\n");
  }

  /** Shows a sentence or two, broken between words where the screen ends. */
  public void prose(Tone tone, String indent, String text) {
    prose(tone, indent, indent, text);
  }

  /** As above, with something else than the indentation before the first line. */
  public void prose(Tone tone, String label, String indent, String text) {
    var line = new StringBuilder(label);
    boolean fresh = true;
    for (String word : text.strip().split("\\s+")) {
      if (!fresh && line.length() + word.length() >= width) {
        line(tone, line.toString());
        line = new StringBuilder(indent);
        fresh = true;
      }
      line.append(fresh ? "" : " ").append(word);
      fresh = false;
    }
    line(tone, line.toString());
  }

  /** Shows a name and its value, the values of a page in one column. */
  public void field(String name, Object value) {
    field(name, Cell.of(value));
  }

  /** As above, with a tone. */
  public void field(String name, Cell value) {
    String label = name + " ".repeat(Math.max(1, 16 - name.length()));
    out.print(Tone.HEADING.paint(label, color) + value.tone().paint(value.text(), color) + "\n");
  }

  /** Shows a table; one sentence where it has no rows. */
  public void show(Table table, String nothing) {
    if (table.size() == 0) {
      line(Tone.DIM, nothing);
    } else {
      out.print(table.render(width, color));
    }
  }

  /** Shows a heading, after an empty line. */
  public void heading(String text) {
    out.print("\n" + Tone.HEADING.paint(Cell.printable(text), color) + "\n");
  }

  /** Shows an object to a script. */
  public void json(Json object) {
    out.print(object.text());
  }

  /** Shows a list to a script. */
  public void json(JsonArray array) {
    out.print(Json.text(array));
  }
}
