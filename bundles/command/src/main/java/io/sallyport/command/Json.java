// SPDX-License-Identifier: Apache-2.0
package io.sallyport.command;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object being put together for a script: keys stay in order, and what is not known is
 * {@code null} rather than absent, so that a script finds every key.
 */
public final class Json {

  private static final Gson PRETTY =
      new GsonBuilder().setPrettyPrinting().serializeNulls().disableHtmlEscaping().create();

  private final JsonObject object = new JsonObject();

  /** Adds a text. */
  public Json put(String key, @Nullable String value) {
    object.addProperty(key, value);
    return this;
  }

  /** Adds a number. */
  public Json put(String key, @Nullable Number value) {
    object.addProperty(key, value);
    return this;
  }

  /** Adds a truth value. */
  public Json put(String key, boolean value) {
    object.addProperty(key, value);
    return this;
  }

  /** Adds seconds with their thousandths. */
  public Json put(String key, Duration value) {
    object.addProperty(key, value.toMillis() / 1000.0);
    return this;
  }

  /** Adds an object with a number for each name. */
  public Json put(String key, Map<String, ? extends Number> values) {
    return put(key, new Json().putAll(values));
  }

  /** Adds a number for each name. */
  public Json putAll(Map<String, ? extends Number> values) {
    values.forEach(this::put);
    return this;
  }

  /** Adds an object. */
  public Json put(String key, @Nullable Json value) {
    object.add(key, value == null ? null : value.object);
    return this;
  }

  /** Adds an array. */
  public Json put(String key, JsonArray value) {
    object.add(key, value);
    return this;
  }

  /** An array of objects. */
  public static <T> JsonArray array(
      Collection<? extends T> items, Function<? super T, Json> shape) {
    var array = new JsonArray();
    items.forEach(item -> array.add(shape.apply(item).object));
    return array;
  }

  /** An array of texts. */
  public static JsonArray texts(Collection<String> items) {
    var array = new JsonArray();
    items.forEach(array::add);
    return array;
  }

  /** The text of an array, with its line end. */
  public static String text(JsonElement element) {
    return PRETTY.toJson(element) + "\n";
  }

  /** The text of this object, with its line end. */
  public String text() {
    return text(object);
  }
}
