// SPDX-License-Identifier: Apache-2.0
package io.sallyport.attach.internal.command;

import static io.sallyport.command.Table.Column.text;
import static io.sallyport.command.Table.Column.word;

import io.sallyport.attach.internal.InterfaceInbound;
import io.sallyport.command.Cell;
import io.sallyport.command.Json;
import io.sallyport.command.Listing;
import io.sallyport.command.Table;
import io.sallyport.command.Tone;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A line of {@code attach:list}. */
sealed interface Line {

  /** An interface of this instance. */
  record Ours(InterfaceInbound inbound) implements Line {}

  /** A guard that nothing of this instance knows. */
  record Orphan(String iface) implements Line {}

  /** Of an orphan. */
  String LEFT_BEHIND = "left behind: its traffic is refused; attach:release opens it";

  Listing<Line> LISTING =
      new Listing<>(
          "no interface is attached",
          List.of(word("INTERFACE"), word("TYPE"), word("PHASE"), text("FINAL"), word("PROBLEM")),
          Line::cells,
          Line::json);

  static List<Line> all(List<InterfaceInbound> inbounds, List<String> orphans) {
    var all = new ArrayList<Line>();
    inbounds.forEach(inbound -> all.add(new Ours(inbound)));
    orphans.forEach(iface -> all.add(new Orphan(iface)));
    return all;
  }

  static String phase(InterfaceInbound inbound) {
    return inbound.attachment().phase().name().toLowerCase(Locale.ROOT);
  }

  private @Nullable Object[] cells() {
    return switch (this) {
      case Orphan orphan ->
          Table.cells(orphan.iface, null, "guarded", null, new Cell(LEFT_BEHIND, Tone.WARN));
      case Ours(var inbound) -> {
        var rules = inbound.policy().rules();
        String problem = inbound.status().problem();
        yield Table.cells(
            inbound.settings().interfaceName(),
            inbound.type(),
            phase(inbound),
            rules.isEmpty() ? null : target(rules.getLast().action()),
            problem == null ? null : new Cell(problem, Tone.BAD));
      }
    };
  }

  private static String target(String action) {
    return action.substring(action.lastIndexOf(' ') + 1);
  }

  private Json json() {
    return switch (this) {
      case Orphan orphan ->
          new Json()
              .put("interface", orphan.iface)
              .put("phase", "orphan")
              .put("problem", LEFT_BEHIND);
      case Ours ours -> json(ours.inbound);
    };
  }

  static Json json(InterfaceInbound inbound) {
    return new Json()
        .put("interface", inbound.settings().interfaceName())
        .put("tag", inbound.tag())
        .put("type", inbound.type())
        .put("phase", phase(inbound))
        .put("saved", inbound.fromFile())
        .put("problem", inbound.status().problem());
  }
}
