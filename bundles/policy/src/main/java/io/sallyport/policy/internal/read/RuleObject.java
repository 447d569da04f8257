// SPDX-License-Identifier: Apache-2.0
package io.sallyport.policy.internal.read;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One object of the file. Whatever is read from it is checked on the way; what is wrong is noted
 * with its path, and counts as absent from then on.
 */
final class RuleObject {

  private final String path;
  private final JsonObject json;
  private final Problems problems;

  RuleObject(String path, JsonObject json, Problems problems) {
    this.path = path;
    this.json = json;
    this.problems = problems;
  }

  String path() {
    return path;
  }

  Problems problems() {
    return problems;
  }

  Set<String> keys() {
    return json.keySet();
  }

  boolean has(String key) {
    return json.has(key);
  }

  /** Notes what is wrong with a key. */
  void problem(String key, String message) {
    problems.add(at(key), message);
  }

  private String at(String key) {
    return path + "." + key;
  }

  @Nullable JsonElement element(String key) {
    return json.get(key);
  }

  /** A list of texts; one text alone is a list of one. */
  <T> List<T> texts(String key, Function<String, T> parser) {
    return list(key, false, parser);
  }

  /** A list of whole numbers, which may stand in quotes as after a substitution. */
  <T> List<T> numbers(String key, Function<String, T> parser) {
    return list(key, true, parser);
  }

  private <T> List<T> list(String key, boolean numeric, Function<String, T> parser) {
    var element = json.get(key);
    if (element == null) {
      return List.of();
    }
    if (!element.isJsonArray()) {
      T value = parse(at(key), element, numeric, parser);
      return value == null ? List.of() : List.of(value);
    }
    var array = element.getAsJsonArray();
    if (array.isEmpty()) {
      problem(key, "is an empty list: a condition that nothing meets; leave it out");
    }
    var values = new ArrayList<T>(array.size());
    for (int i = 0; i < array.size(); i++) {
      T value = parse(at(key) + "[" + i + "]", array.get(i), numeric, parser);
      if (value != null) {
        values.add(value);
      }
    }
    return values;
  }

  /** One text; null if it is absent or wrong. */
  <T> @Nullable T text(String key, Function<String, T> parser) {
    var element = json.get(key);
    return element == null ? null : parse(at(key), element, false, parser);
  }

  /** One whole number; null if it is absent or wrong. */
  <T> @Nullable T number(String key, Function<String, T> parser) {
    var element = json.get(key);
    return element == null ? null : parse(at(key), element, true, parser);
  }

  /** {@code true} or {@code false}; null if it is absent or wrong. */
  @Nullable Boolean flag(String key) {
    var element = json.get(key);
    if (element == null) {
      return null;
    }
    String text = element.isJsonPrimitive() ? element.getAsString() : "";
    if (!text.equals("true") && !text.equals("false")) {
      problem(key, "is neither true nor false");
      return null;
    }
    return Boolean.valueOf(text);
  }

  private <T> @Nullable T parse(
      String where, JsonElement element, boolean numeric, Function<String, T> parser) {
    if (!element.isJsonPrimitive()) {
      String what = element.isJsonNull() ? "null" : element.isJsonArray() ? "a list" : "an object";
      problems.add(where, "is " + what + " where one value is expected");
      return null;
    }
    var value = element.getAsJsonPrimitive();
    if (value.isBoolean() || value.isNumber() && !numeric) {
      problems.add(where, "is " + value + " where a text in quotes is expected");
      return null;
    }
    try {
      return parser.apply(value.getAsString());
    } catch (IllegalArgumentException e) {
      problems.add(where, String.valueOf(e.getMessage()));
      return null;
    }
  }
}
