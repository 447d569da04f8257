// SPDX-License-Identifier: Apache-2.0
package io.sallyport.command;

import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.apache.felix.service.command.CommandSession;
import org.jspecify.annotations.Nullable;

/**
 * How a command lists things of a kind: as a table for people, as an array for scripts.
 *
 * @param nothing what is said where there are none
 * @param cells a row, one cell for each column; see {@link Table#cells}
 * @param json an element of the array
 */
public record Listing<T>(
    String nothing,
    List<Table.Column> columns,
    Function<? super T, @Nullable Object[]> cells,
    Function<? super T, Json> json) {

  /** Shows all. */
  public void show(CommandSession shell, boolean asJson, Collection<? extends T> items) {
    show(shell, asJson, items, Integer.MAX_VALUE);
  }

  /** Shows all to scripts, and to people at most so many. */
  public void show(CommandSession shell, boolean asJson, Collection<? extends T> items, int most) {
    Screen screen = Screen.of(shell);
    if (asJson) {
      screen.json(Json.array(items, json));
      return;
    }
    screen.show(table(items.stream().limit(most).toList()), nothing);
    if (items.size() > most) {
      screen.line(Tone.DIM, items.size() - most + " more; --json shows all");
    }
  }

  private Table table(List<? extends T> items) {
    var table = new Table(columns.toArray(Table.Column[]::new));
    items.forEach(item -> table.row(cells.apply(item)));
    return table;
  }
}
