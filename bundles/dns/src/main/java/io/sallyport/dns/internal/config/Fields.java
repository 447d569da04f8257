// SPDX-License-Identifier: Apache-2.0
package io.sallyport.dns.internal.config;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.sallyport.api.config.ConfigProblem;
import io.sallyport.api.config.Key;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * One object of the file, read key by key. What is wrong is noted with its path and counts as
 * absent from then on; {@link #end} notes the keys that nobody has asked for.
 */
final class Fields {

  private final String path;
  private final JsonObject json;
  private final List<ConfigProblem> problems;
  private final Set<String> known = new LinkedHashSet<>();

  Fields(String path, JsonObject json, List<ConfigProblem> problems) {
    this.path = path;
    this.json = json;
    this.problems = problems;
  }

  String path() {
    return path;
  }

  String at(String key) {
    return path + "." + key;
  }

  boolean has(String key) {
    return json.has(key);
  }

  void problem(String key, String message) {
    problems.add(new ConfigProblem(at(key), message));
  }

  /** The value of a key, or its default, or null. */
  <T> @Nullable T find(Key<T> key) {
    known.add(key.name());
    var element = json.get(key.name());
    try {
      if (element != null) {
        return key.parse(plain(element));
      }
      if (key.fallback() instanceof String fallback) {
        return key.parse(fallback);
      }
    } catch (IllegalArgumentException e) {
      problem(key.name(), String.valueOf(e.getMessage()));
      return null;
    }
    if (key.required()) {
      problem(key.name(), "is required and missing");
    }
    return null;
  }

  /** The value of a key with a default; the default if the value is wrong. */
  <T> T get(Key<T> key) {
    T found = find(key);
    return found != null ? found : key.parse(java.util.Objects.requireNonNull(key.fallback()));
  }

  /** The objects of a list; none if it is absent. */
  List<Fields> objects(String key) {
    known.add(key);
    var element = json.get(key);
    if (element == null) {
      return List.of();
    }
    if (!(element instanceof JsonArray array)) {
      problem(key, "is not a list of objects: [ { ... }, ... ]");
      return List.of();
    }
    var objects = new ArrayList<Fields>();
    for (int i = 0; i < array.size(); i++) {
      String where = at(key) + "[" + i + "]";
      if (array.get(i) instanceof JsonObject object) {
        objects.add(new Fields(where, object, problems));
      } else {
        problems.add(new ConfigProblem(where, "is not an object: { ... }"));
      }
    }
    return objects;
  }

  /** An object; null if it is absent. */
  @Nullable Fields object(String key) {
    known.add(key);
    var element = json.get(key);
    if (element == null) {
      return null;
    }
    if (element instanceof JsonObject object) {
      return new Fields(at(key), object, problems);
    }
    problem(key, "is not an object: { ... }");
    return null;
  }

  /** The object without some keys, for another reader, who then answers for its keys. */
  JsonObject without(Set<String> keys) {
    var rest = json.deepCopy();
    keys.forEach(rest::remove);
    return rest;
  }

  /** Notes what nobody has asked for. */
  void end() {
    for (String key : json.keySet()) {
      if (!known.contains(key)) {
        problem(key, "is no key here; there are: " + String.join(", ", known));
      }
    }
  }

  /** As Config Admin would deliver it. */
  private static Object plain(JsonElement value) {
    return switch (value) {
      case JsonPrimitive one when one.isBoolean() -> one.getAsBoolean();
      case JsonPrimitive one -> one.getAsString();
      case JsonArray many
          when StreamSupport.stream(many.spliterator(), false)
              .allMatch(JsonElement::isJsonPrimitive) ->
          many.asList().stream().map(JsonElement::getAsString).toArray(String[]::new);
      default -> throw new IllegalArgumentException("is an object where one value is expected");
    };
  }
}
