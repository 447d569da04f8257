// SPDX-License-Identifier: Apache-2.0
package io.sallyport.linux.internal;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.sallyport.linux.CommandException;
import io.sallyport.linux.NftListing;
import io.sallyport.linux.NftTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads libnftables-json(5): of listings and of echoes. */
public final class NftJson {

  private NftJson() {}

  /** The tables of {@code list tables}; names that are none of ours may be left out. */
  public static List<NftTable> tables(String json) throws CommandException {
    var tables = new ArrayList<NftTable>();
    for (var object : objects(json)) {
      if (object.get("table") instanceof JsonObject table) {
        try {
          tables.add(new NftTable(text(table, "family"), text(table, "name")));
        } catch (IllegalArgumentException e) {
          // A name of somebody else's taste: never one of ours.
        }
      }
    }
    return tables;
  }

  /** What {@code list table} or an echo says about one table. */
  public static NftListing listing(NftTable table, String json) throws CommandException {
    var sets = new HashMap<String, JsonArray>();
    var kept = new LinkedHashMap<String, List<JsonObject>>();
    var counts = new HashMap<String, NftListing.Count>();
    for (var object : objects(json)) {
      var added = object.get("add") instanceof JsonObject add ? add : object;
      for (var entry : added.entrySet()) {
        if (entry.getValue() instanceof JsonObject held && isOf(table, held)) {
          take(entry.getKey(), held.deepCopy(), kept, sets, counts);
        }
      }
    }
    var lines = new ArrayList<String>();
    kept.forEach(
        (type, all) ->
            all.forEach(
                held -> {
                  if (type.equals("set") || type.equals("map")) {
                    var elements = sets.get(text(held, "name"));
                    held.add("elem", sorted(elements == null ? new JsonArray() : elements));
                  }
                  lines.add(type + " " + held);
                }));
    return new NftListing(table, ordered(lines), counts);
  }

  private static void take(
      String type,
      JsonObject held,
      Map<String, List<JsonObject>> kept,
      Map<String, JsonArray> sets,
      Map<String, NftListing.Count> counts) {
    held.remove("handle");
    switch (type) {
      case "element" -> merge(sets, text(held, "name"), elements(held.get("elem")));
      case "set", "map" -> {
        merge(sets, text(held, "name"), elements(held.remove("elem")));
        keep(kept, type, held);
      }
      case "counter" -> {
        count(counts, text(held, "name"), held);
        keep(kept, type, held);
      }
      case "rule" -> {
        if (held.get("expr") instanceof JsonArray statements) {
          for (var statement : statements) {
            if (statement instanceof JsonObject one
                && one.get("counter") instanceof JsonObject counter) {
              count(counts, text(held, "comment"), counter);
            }
          }
        }
        keep(kept, type, held);
      }
      default -> keep(kept, type, held);
    }
  }

  private static void keep(Map<String, List<JsonObject>> kept, String type, JsonObject held) {
    sortSets(held);
    kept.computeIfAbsent(type, t -> new ArrayList<>()).add(held);
  }

  /** Echoes list the members of a set without a name as they were written, listings as they are. */
  private static void sortSets(JsonElement within) {
    switch (within) {
      case JsonObject object -> {
        object.asMap().values().forEach(NftJson::sortSets);
        if (object.get("set") instanceof JsonArray members) {
          object.add("set", sorted(members));
        }
      }
      case JsonArray array -> array.forEach(NftJson::sortSets);
      default -> {
        // Words and numbers.
      }
    }
  }

  private static void merge(Map<String, JsonArray> sets, String name, JsonArray elements) {
    sets.computeIfAbsent(name, n -> new JsonArray()).addAll(elements);
  }

  /** Elements come as an array, or as an object {@code set} with one. */
  private static JsonArray elements(@org.jspecify.annotations.Nullable JsonElement of) {
    return switch (of) {
      case JsonArray array -> array;
      case JsonObject object when object.get("set") instanceof JsonArray array -> array;
      case null, default -> new JsonArray();
    };
  }

  /** Takes the numbers out of the object and into the counts. */
  private static void count(Map<String, NftListing.Count> counts, String name, JsonObject counter) {
    var packets = counter.remove("packets");
    var bytes = counter.remove("bytes");
    if (packets == null || bytes == null || name.isEmpty()) {
      return;
    }
    counts.merge(
        name,
        new NftListing.Count(packets.getAsLong(), bytes.getAsLong()),
        (a, b) -> new NftListing.Count(a.packets() + b.packets(), a.bytes() + b.bytes()));
  }

  private static JsonArray sorted(JsonArray elements) {
    var lines = new ArrayList<JsonElement>();
    elements.forEach(lines::add);
    lines.sort(java.util.Comparator.comparing(JsonElement::toString));
    var sorted = new JsonArray();
    lines.forEach(sorted::add);
    return sorted;
  }

  /** Rules keep their order, which is their meaning; all else is sorted before them. */
  private static List<String> ordered(List<String> lines) {
    var named =
        new ArrayList<>(lines.stream().filter(l -> !l.startsWith("rule ")).sorted().toList());
    named.addAll(lines.stream().filter(l -> l.startsWith("rule ")).toList());
    return named;
  }

  private static boolean isOf(NftTable table, JsonObject held) {
    return text(held, "family").equals(table.family()) && text(held, "table").equals(table.name());
  }

  private static String text(JsonObject object, String key) {
    var value = object.get(key);
    return value == null || !value.isJsonPrimitive() ? "" : value.getAsString();
  }

  private static List<JsonObject> objects(String json) throws CommandException {
    try {
      var objects = new ArrayList<JsonObject>();
      // An echo of nothing is an empty output.
      if (!json.isBlank()
          && JsonParser.parseString(json) instanceof JsonObject whole
          && whole.get("nftables") instanceof JsonArray array) {
        for (var element : array) {
          if (element instanceof JsonObject object) {
            objects.add(object);
          }
        }
      }
      return objects;
    } catch (JsonParseException | IllegalStateException e) {
      throw new CommandException(
          List.of("nft", "-j"), -1, "wrote what is no JSON: " + e.getMessage(), null);
    }
  }
}
