// SPDX-License-Identifier: Apache-2.0
package io.sallyport.bench;

import java.util.List;

/**
 * A Markdown table with aligned columns.
 *
 * @param rows the first is the heading; all of one length
 */
public record TextTable(List<List<String>> rows) {

  @Override
  public String toString() {
    int columns = rows.getFirst().size();
    int[] widths = new int[columns];
    for (var row : rows) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    var text = new StringBuilder();
    for (int r = 0; r < rows.size(); r++) {
      for (int i = 0; i < columns; i++) {
        var cell = rows.get(r).get(i);
        var blanks = " ".repeat(widths[i] - cell.length());
        text.append(i == 0 ? "| " : " | ").append(right(i) ? blanks + cell : cell + blanks);
      }
      text.append(" |\n");
      if (r == 0) {
        for (int i = 0; i < columns; i++) {
          text.append(i == 0 ? "|" : "").append("-".repeat(widths[i] + (right(i) ? 1 : 2)));
          text.append(right(i) ? ":|" : "|");
        }
        text.append('\n');
      }
    }
    return text.toString();
  }

  /** Whether a column holds numbers, as its first row shows. */
  private boolean right(int column) {
    return rows.size() > 1
        && rows.stream()
            .skip(1)
            .map(row -> row.get(column))
            .filter(cell -> !cell.isEmpty())
            .findFirst()
            .map(cell -> Character.isDigit(cell.charAt(0)))
            .orElse(false);
  }
}
