// SPDX-License-Identifier: Apache-2.0
package io.sallyport.attach.internal.doctor;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.List;

/**
 * A chain of nftables that the kernel enters by itself.
 *
 * @param family such as {@code inet}
 * @param table its table
 * @param name its name
 * @param hook such as {@code input}
 * @param type {@code filter}, {@code nat} or {@code route}
 * @param drops whether what no rule accepts is dropped
 */
record BaseChain(
    String family, String table, String name, String hook, String type, boolean drops) {

  /** Reads what {@code nft -j list chains} writes; nothing of a text that is another. */
  static List<BaseChain> read(String json) {
    var chains = new ArrayList<BaseChain>();
    try {
      if (!(JsonParser.parseString(json) instanceof JsonObject whole) || !whole.has("nftables")) {
        return chains;
      }
      for (JsonElement element : whole.getAsJsonArray("nftables")) {
        if (element.getAsJsonObject().get("chain") instanceof JsonObject chain
            && chain.has("hook")) {
          chains.add(
              new BaseChain(
                  text(chain, "family"),
                  text(chain, "table"),
                  text(chain, "name"),
                  text(chain, "hook"),
                  text(chain, "type"),
                  text(chain, "policy").equals("drop")));
        }
      }
    } catch (JsonParseException | IllegalStateException | ClassCastException e) {
      return List.of();
    }
    return chains;
  }

  private static String text(JsonObject object, String key) {
    return object.has(key) ? object.get(key).getAsString() : "";
  }

  boolean isOurs() {
    return table.startsWith("sallyport_");
  }

  @Override
  public String toString() {
    return family + " " + table + " " + name;
  }
}
