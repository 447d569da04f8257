// SPDX-License-Identifier: Apache-2.0
package io.sallyport.linux.internal;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.sallyport.linux.CommandException;
import io.sallyport.linux.Family;
import io.sallyport.linux.IpRoute;
import io.sallyport.linux.IpRule;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what {@code ip -N -j} prints about rules and routes. */
public final class IpJson {

  private static final Set<String> RULE_KEYS =
      Set.of(
          "priority",
          "src",
          "table",
          "fwmark",
          "fwmask",
          "iif",
          "iif_detached",
          "uid_start",
          "uid_end",
          "protocol");

  private IpJson() {}

  /** The rules that an {@link IpRule} can express. */
  public static List<IpRule> rules(Family family, String json) throws CommandException {
    var rules = new ArrayList<IpRule>();
    for (var object : objects(json)) {
      try {
        if (RULE_KEYS.containsAll(object.keySet())
            && "all".equals(text(object, "src"))
            && object.has("table")) {
          rules.add(rule(family, object));
        }
      } catch (IllegalArgumentException e) {
        throw unreadable(object.toString(), e);
      }
    }
    return rules;
  }

  private static IpRule rule(Family family, JsonObject object) {
    var mark = text(object, "fwmark");
    var mask = text(object, "fwmask");
    var firstUid = object.get("uid_start");
    var lastUid = object.get("uid_end");
    return new IpRule(
        family,
        object.get("priority").getAsInt(),
        text(object, "iif"),
        mark == null
            ? null
            : new IpRule.Mark(
                Long.decode(mark).intValue(), mask == null ? -1 : Long.decode(mask).intValue()),
        firstUid == null || lastUid == null
            ? null
            : new IpRule.Uids(firstUid.getAsLong(), lastUid.getAsLong()),
        Long.parseLong(object.get("table").getAsString()));
  }

  /** The routes of one table. */
  public static List<IpRoute> routes(Family family, long table, String json)
      throws CommandException {
    var routes = new ArrayList<IpRoute>();
    for (var object : objects(json)) {
      try {
        routes.add(route(family, table, object));
      } catch (IllegalArgumentException e) {
        throw unreadable(object.toString(), e);
      }
    }
    return routes;
  }

  private static IpRoute route(Family family, long table, JsonObject object) {
    var type = text(object, "type");
    var via = text(object, "gateway");
    var metric = object.get("metric");
    var destination = text(object, "dst");
    return new IpRoute(
        family,
        IpRoute.Kind.of(type == null ? 1 : Integer.parseInt(type)),
        destination == null ? "default" : destination,
        via == null ? null : InetAddress.ofLiteral(via),
        text(object, "dev"),
        table,
        metric == null ? 0 : metric.getAsLong());
  }

  private static @Nullable String text(JsonObject object, String key) {
    var value = object.get(key);
    return value == null || !value.isJsonPrimitive() ? null : value.getAsString();
  }

  private static List<JsonObject> objects(String json) throws CommandException {
    try {
      var objects = new ArrayList<JsonObject>();
      if (!json.isBlank() && JsonParser.parseString(json) instanceof JsonArray array) {
        for (var element : array) {
          if (element instanceof JsonObject object) {
            objects.add(object);
          }
        }
      }
      return objects;
    } catch (JsonParseException e) {
      throw unreadable("no JSON", e);
    }
  }

  private static CommandException unreadable(String what, Exception why) {
    return new CommandException(
        List.of("ip", "-j"), -1, "wrote what cannot be read: " + what + ": " + why, null);
  }
}
