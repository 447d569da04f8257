// SPDX-License-Identifier: Apache-2.0
package io.sallyport.attach.internal.command;

import static io.sallyport.command.Table.Column.number;
import static io.sallyport.command.Table.Column.word;

import io.sallyport.attach.internal.InterfaceInbound;
import io.sallyport.command.Cell;
import io.sallyport.command.Json;
import io.sallyport.command.Screen;
import io.sallyport.command.Table;
import io.sallyport.command.Tone;
import io.sallyport.linux.NftListing;
import java.util.Map;

/**
 * What {@code attach:show} shows of an attached interface.
 *
 * @param kernel what the kernel has counted, by the name of the counter
 */
record AttachPage(InterfaceInbound inbound, Map<String, NftListing.Count> kernel) {

  void show(Screen screen) {
    String problem = inbound.status().problem();
    screen.field("interface", inbound.settings().interfaceName());
    screen.field("type", inbound.type());
    screen.field("phase", Line.phase(inbound));
    screen.field("saved", inbound.fromFile() ? "yes" : "no, gone with the next restart");
    screen.field("problem", problem == null ? Cell.of(null) : new Cell(problem, Tone.BAD));
    screen.heading("rules");
    inbound
        .policy()
        .rules()
        .forEach(rule -> screen.line("  " + rule.condition() + " -> " + rule.action()));
    var own = new Table(word("COUNTED HERE"), number("COUNT"));
    inbound.counters().forEach(own::row);
    screen.line("");
    screen.show(own, "nothing is counted here");
    var packets = new Table(word("COUNTED BY THE KERNEL"), number("PACKETS"), number("BYTES"));
    kernel.forEach((name, count) -> packets.row(name, count.packets(), count.bytes()));
    screen.line("");
    screen.show(packets, "the kernel counts nothing");
  }

  Json json() {
    var packets = new Json();
    kernel.forEach(
        (name, count) ->
            packets.put(
                name, new Json().put("packets", count.packets()).put("bytes", count.bytes())));
    return Line.json(inbound)
        .put(
            "rules",
            Json.texts(
                inbound.policy().rules().stream()
                    .map(rule -> rule.condition() + " " + rule.action())
                    .toList()))
        .put("counters", inbound.counters())
        .put("kernel", packets);
  }
}
