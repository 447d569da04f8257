// SPDX-License-Identifier: Apache-2.0
package io.sallyport.attach.internal.doctor;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.sallyport.linux.CommandException;
import io.sallyport.linux.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Ways by which clients of attached interfaces may get past the rules: interfaces that stand on
 * them, tables of flows that the kernel forwards before any rule, and the time between the start of
 * the machine and that of this product.
 *
 * @param uppers names of interfaces that stand on an attached one (VLANs, macvlans...), by its name
 * @param flowtables what {@code nft -j list flowtables} wrote
 * @param forwards whether this machine forwards packets
 */
record WaysRound(Map<String, List<String>> uppers, String flowtables, boolean forwards) {

  private static final String UPPER = "upper_";

  /**
   * Looks at this machine. Blocks; any thread but an event loop.
   *
   * @param attached names of attached interfaces
   */
  static WaysRound read(Commands commands, Iterable<String> attached, boolean forwards) {
    var uppers = new TreeMap<String, List<String>>();
    for (var name : attached) {
      uppers.put(name, uppersOf(Path.of("/sys/class/net", name)));
    }
    String flowtables;
    try {
      flowtables = commands.run("nft", "-j", "list", "flowtables");
    } catch (CommandException e) {
      flowtables = ""; // that there is no nft is told elsewhere
    }
    return new WaysRound(uppers, flowtables, forwards);
  }

  private static List<String> uppersOf(Path device) {
    var names = new ArrayList<String>();
    try (var entries = Files.newDirectoryStream(device, UPPER + "*")) {
      entries.forEach(entry -> names.add(entry.getFileName().toString().substring(UPPER.length())));
    } catch (IOException e) {
      // Not there, or a /sys of another network namespace.
    }
    return names.stream().sorted().toList();
  }

  /** What is to be thought of them. */
  List<Finding> findings() {
    var findings = new ArrayList<Finding>();
    uppers.forEach(
        (name, others) -> {
          for (var other : others) {
            if (!uppers.containsKey(other)) {
              findings.add(
                  Finding.problem(
                      name,
                      other + " stands on it and is not attached: its packets pass by no rule",
                      "attach:enable " + other + ", or take " + other + " away"));
            }
          }
        });
    offloaded()
        .forEach(
            (table, devices) ->
                findings.add(
                    Finding.problem(
                        "flowtable",
                        table
                            + " has "
                            + String.join(", ", devices)
                            + ": connections from before attaching go on past all rules",
                        "take the attached interface out of its devices")));
    if (forwards && !uppers.isEmpty()) {
      findings.add(
          Finding.note(
              "restart",
              "this machine forwards as soon as it is up, and the guard stands when Sallyport is",
              "leave forwarding off, which attaching does not need, or load at the start of the"
                  + " machine what attach:guard IFACE prints"));
    }
    return findings;
  }

  /** The attached devices of each flowtable that has any. */
  private Map<String, TreeSet<String>> offloaded() {
    var found = new TreeMap<String, TreeSet<String>>();
    try {
      if (JsonParser.parseString(flowtables) instanceof JsonObject whole
          && whole.get("nftables") instanceof JsonArray all) {
        for (var one : all) {
          if (one instanceof JsonObject object
              && object.get("flowtable") instanceof JsonObject flowtable) {
            var devices = devices(flowtable.get("dev"));
            devices.retainAll(uppers.keySet());
            if (!devices.isEmpty()) {
              found.put(text(flowtable, "table") + " " + text(flowtable, "name"), devices);
            }
          }
        }
      }
    } catch (JsonParseException e) {
      return Map.of();
    }
    return found;
  }

  /** One name, or several. */
  private static TreeSet<String> devices(@org.jspecify.annotations.Nullable JsonElement dev) {
    var names = new TreeSet<String>();
    if (dev instanceof JsonArray many) {
      many.forEach(one -> names.add(one.isJsonPrimitive() ? one.getAsString() : ""));
    } else if (dev != null && dev.isJsonPrimitive()) {
      names.add(dev.getAsString());
    }
    return names;
  }

  private static String text(JsonObject object, String key) {
    var value = object.get(key);
    return value == null || !value.isJsonPrimitive() ? "?" : value.getAsString();
  }
}
