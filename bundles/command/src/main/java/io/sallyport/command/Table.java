// SPDX-License-Identifier: Apache-2.0
package io.sallyport.command;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows under headings, as wide as their content and never wider than the terminal if it helps. */
public final class Table {

  private static final String GAP = "  ";
  private static final int LEAST = 6;

  private final List<Column> columns;
  private final List<List<Cell>> rows = new ArrayList<>();

  /** A column; one that bends gives way when the terminal is narrow. */
  public record Column(String title, boolean right, boolean bends) {

    /** Text that bends. */
    public static Column text(String title) {
      return new Column(title, false, true);
    }

    /** A word that is never cut. */
    public static Column word(String title) {
      return new Column(title, false, false);
    }

    /** A number, to the right. */
    public static Column number(String title) {
      return new Column(title, true, false);
    }
  }

  /** A table without rows. */
  public Table(Column... columns) {
    this.columns = List.of(columns);
  }

  /** A row on its way to a table; null is nothing. */
  public static @Nullable Object[] cells(@Nullable Object... cells) {
    return cells;
  }

  /** Adds a row: a {@link Cell}, or whatever has a text, or null, for each column. */
  public Table row(@Nullable Object... cells) {
    if (cells.length != columns.size()) {
      throw new IllegalArgumentException(cells.length + " cells for " + columns.size());
    }
    var row = new ArrayList<Cell>(cells.length);
    for (Object cell : cells) {
      row.add(Cell.of(cell));
    }
    rows.add(row);
    return this;
  }

  /** How many rows it has. */
  public int size() {
    return rows.size();
  }

  /** The table as lines, each with its end. */
  public String render(int width, boolean color) {
    int[] widths = widths(width);
    var text = new StringBuilder();
    var head = columns.stream().map(c -> new Cell(c.title(), Tone.HEADING)).toList();
    line(text, head, widths, color);
    rows.forEach(row -> line(text, row, widths, color));
    return text.toString();
  }

  private int[] widths(int width) {
    int[] widths = new int[columns.size()];
    int total = GAP.length() * (columns.size() - 1);
    for (int i = 0; i < widths.length; i++) {
      widths[i] = columns.get(i).title().length();
      for (var row : rows) {
        widths[i] = Math.max(widths[i], row.get(i).width());
      }
      total += widths[i];
    }
    // The widest gives way first, so that short texts stay whole.
    for (; total > width; total--) {
      int widest = -1;
      for (int i = 0; i < widths.length; i++) {
        if (columns.get(i).bends()
            && widths[i] > Math.max(LEAST, columns.get(i).title().length())
            && (widest < 0 || widths[i] > widths[widest])) {
          widest = i;
        }
      }
      if (widest < 0) {
        break;
      }
      widths[widest]--;
    }
    return widths;
  }

  private void line(StringBuilder text, List<Cell> cells, int[] widths, boolean color) {
    var line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      Cell cell = cells.get(i);
      String shown = cell.cut(widths[i]);
      String pad = " ".repeat(widths[i] - shown.codePointCount(0, shown.length()));
      String painted = cell.tone().paint(shown, color);
      line.append(i == 0 ? "" : GAP);
      line.append(columns.get(i).right() ? pad + painted : painted + pad);
    }
    text.append(line.toString().stripTrailing()).append('\n');
  }
}
