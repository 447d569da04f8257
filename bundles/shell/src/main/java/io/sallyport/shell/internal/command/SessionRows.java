// SPDX-License-Identifier: Apache-2.0
package io.sallyport.shell.internal.command;

import static io.sallyport.command.Table.Column.number;
import static io.sallyport.command.Table.Column.text;
import static io.sallyport.command.Table.Column.word;

import io.sallyport.command.Human;
import io.sallyport.command.Json;
import io.sallyport.command.Screen;
import io.sallyport.command.Table;
import io.sallyport.command.Tone;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sessions as {@code session:list} shows them; a wide screen shows more of each.
 *
 * @param rates bytes a second; null where nobody has asked for them
 */
record SessionRows(List<SessionView> all, @Nullable SessionRates rates) {

  private static final int WIDE = 120;

  /** Shows at most so many; 0 for all. */
  void show(Screen screen, long most, boolean json) {
    var shown = most == 0 || most >= all.size() ? all : all.subList(0, (int) most);
    if (json) {
      screen.json(
          Json.array(
              shown,
              view ->
                  rates == null
                      ? view.json()
                      : view.json().put("bytes_per_second", rates.of(view))));
      return;
    }
    screen.show(table(shown, screen.width() >= WIDE), "no sessions");
    if (shown.size() < all.size()) {
      screen.line(Tone.DIM, (all.size() - shown.size()) + " more; -n 0 shows all");
    }
  }

  private Table table(List<SessionView> views, boolean wide) {
    var columns = new ArrayList<Table.Column>(List.of(number("ID"), word("STATE"), number("AGE")));
    columns.addAll(List.of(number("IDLE"), text("INBOUND"), text("DESTINATION"), text("OUTBOUND")));
    if (wide) {
      columns.addAll(List.of(text("RULE"), text("SOURCE"), text("USER")));
    }
    columns.addAll(List.of(number("UP"), number("DOWN")));
    if (rates != null) {
      columns.add(number("RATE"));
    }
    var table = new Table(columns.toArray(Table.Column[]::new));
    for (var view : views) {
      var session = view.session();
      var row = new ArrayList<Object>();
      row.add(view.id());
      row.add(Shown.state(session.state()));
      row.add(Human.age(view.age()));
      row.add(Human.age(view.idle()));
      row.add(view.inbound());
      row.add(session.flow().destination());
      row.add(Shown.orDash(session.outbound()));
      if (wide) {
        row.add(Shown.orDash(session.rule()));
        row.add(Shown.orDash(view.source()));
        row.add(Shown.orDash(session.flow().origin().user()));
      }
      row.add(Human.bytes(view.up()));
      row.add(Human.bytes(view.down()));
      if (rates != null) {
        row.add(Human.bytes(rates.of(view)) + "/s");
      }
      table.row(row.toArray());
    }
    return table;
  }
}
