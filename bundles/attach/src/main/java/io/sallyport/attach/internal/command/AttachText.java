// SPDX-License-Identifier: Apache-2.0
package io.sallyport.attach.internal.command;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.sallyport.attach.internal.InterfaceInbound;
import io.sallyport.linux.NftListing;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What commands show, for people within 80 columns and for scripts. */
final class AttachText {

  private static final Gson PRETTY =
      new GsonBuilder().setPrettyPrinting().serializeNulls().disableHtmlEscaping().create();

  /** Of a guard that nothing of this instance knows. */
  private static final String ORPHAN =
      "left behind: its traffic is refused; attach:release opens it";

  private AttachText() {}

  private static String phase(InterfaceInbound inbound) {
    return inbound.attachment().phase().name().toLowerCase(Locale.ROOT);
  }

  static String table(List<InterfaceInbound> inbounds, List<String> orphans) {
    if (inbounds.isEmpty() && orphans.isEmpty()) {
      return "no interface is attached";
    }
    var row = "%-15s  %-8s  %-8s  %-14s  %s%n";
    var text = new StringBuilder();
    text.append(row.formatted("INTERFACE", "TYPE", "PHASE", "FINAL", "PROBLEM"));
    for (var inbound : inbounds) {
      var rules = inbound.policy().rules();
      var problem = inbound.status().problem();
      text.append(
          row.formatted(
              inbound.settings().interfaceName(),
              inbound.type(),
              phase(inbound),
              rules.isEmpty() ? "-" : cut(target(rules.getLast().action()), 14),
              problem == null ? "-" : problem));
    }
    for (var orphan : orphans) {
      text.append(row.formatted(orphan, "-", "guarded", "-", ORPHAN));
    }
    return text.toString().stripTrailing();
  }

  private static String target(String action) {
    return action.substring(action.lastIndexOf(' ') + 1);
  }

  private static String cut(String text, int width) {
    return text.length() <= width ? text : text.substring(0, width - 1) + "…";
  }

  static String json(List<InterfaceInbound> inbounds, List<String> orphans) {
    var array = new JsonArray();
    inbounds.forEach(inbound -> array.add(object(inbound)));
    for (var orphan : orphans) {
      var object = new JsonObject();
      object.addProperty("interface", orphan);
      object.addProperty("phase", "orphan");
      object.addProperty("problem", ORPHAN);
      array.add(object);
    }
    return PRETTY.toJson(array);
  }

  private static JsonObject object(InterfaceInbound inbound) {
    var object = new JsonObject();
    object.addProperty("interface", inbound.settings().interfaceName());
    object.addProperty("tag", inbound.tag());
    object.addProperty("type", inbound.type());
    object.addProperty("phase", phase(inbound));
    object.addProperty("saved", inbound.fromFile());
    object.addProperty("problem", inbound.status().problem());
    return object;
  }

  static String json(InterfaceInbound inbound, Map<String, NftListing.Count> kernel) {
    var object = object(inbound);
    var rules = new JsonArray();
    inbound.policy().rules().forEach(rule -> rules.add(rule.condition() + " " + rule.action()));
    object.add("rules", rules);
    var counters = new JsonObject();
    inbound.counters().forEach(counters::addProperty);
    object.add("counters", counters);
    var packets = new JsonObject();
    kernel.forEach(
        (name, count) -> {
          var one = new JsonObject();
          one.addProperty("packets", count.packets());
          one.addProperty("bytes", count.bytes());
          packets.add(name, one);
        });
    object.add("kernel", packets);
    return PRETTY.toJson(object);
  }

  static String page(InterfaceInbound inbound, Map<String, NftListing.Count> kernel) {
    var text = new StringBuilder();
    field(text, "interface", inbound.settings().interfaceName());
    field(text, "type", inbound.type());
    field(text, "phase", phase(inbound));
    field(text, "saved", inbound.fromFile() ? "yes" : "no, gone with the next restart");
    field(text, "problem", inbound.status().problem() instanceof String p ? p : "-");
    text.append("\nrules\n");
    inbound
        .policy()
        .rules()
        .forEach(
            rule ->
                text.append("  ")
                    .append(rule.condition())
                    .append(" -> ")
                    .append(rule.action())
                    .append('\n'));
    text.append("\ncounted here\n");
    inbound.counters().forEach((name, count) -> text.append(line(name, count)));
    text.append("\ncounted by the kernel, packets\n");
    kernel.forEach((name, count) -> text.append(line(name, count.packets())));
    return text.toString().stripTrailing();
  }

  private static void field(StringBuilder text, String name, String value) {
    text.append("%-10s  %s%n".formatted(name, value));
  }

  private static String line(String name, long count) {
    return "  %-28s  %12d%n".formatted(name, count);
  }
}
