// SPDX-License-Identifier: Apache-2.0
package io.sallyport.upstream.internal;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import io.sallyport.api.config.ConfigException;
import io.sallyport.api.config.ConfigProblem;
import io.sallyport.api.config.Key;
import io.sallyport.api.config.Settings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/** Reads a nested value that has keys of its own, with the same {@link Key}s as a file. */
final class NestedKeys {

  private NestedKeys() {}

  /**
   * Reads an object.
   *
   * @param json text of the nested value
   * @throws ConfigException with every problem, each under the name of {@code key}
   */
  static Settings read(Key<String> key, String json, List<Key<?>> keys) throws ConfigException {
    var problems = new ArrayList<ConfigProblem>();
    Map<String, Object> values = new HashMap<>();
    object(key, json)
        .asMap()
        .forEach(
            (name, value) -> {
              if (keys.stream().noneMatch(known -> known.name().equals(name))) {
                problems.add(new ConfigProblem(name, "is no key of " + key.name()));
              } else if (!value.isJsonNull()) {
                values.put(name, plain(value));
              }
            });
    try {
      var settings = Settings.of(keys, values);
      if (problems.isEmpty()) {
        return settings;
      }
    } catch (ConfigException e) {
      problems.addAll(e.problems());
    }
    throw new ConfigException(problems.stream().map(p -> p.under(key.name())).toList());
  }

  /**
   * The object that a nested value is.
   *
   * @throws ConfigException if it is none
   */
  static JsonObject object(Key<String> key, String json) throws ConfigException {
    try {
      if (JsonParser.parseString(json) instanceof JsonObject object) {
        return object;
      }
    } catch (JsonParseException e) {
      // Told below: what is no JSON is no object either.
    }
    throw new ConfigException(key.name(), "must be: " + key.type());
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
      // Refused by every key that is not nested itself.
      default -> value.toString();
    };
  }
}
