// SPDX-License-Identifier: Apache-2.0
package io.sallyport.shell.internal.server;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What a client asks for in one line; the package says how it is written. */
public sealed interface Request {

  /**
   * Run a line of commands.
   *
   * @param width of the client's terminal in characters, 20 to 1000
   * @param color whether the client shows colours
   * @param cwd the client's directory, in which it names files; null if it does not tell
   */
  record Run(String line, int width, boolean color, @Nullable Path cwd) implements Request {}

  /** Interrupt what runs. */
  record Interrupt() implements Request {}

  /** Complete the word that ends at {@code cursor}, 0 to the length of the line. */
  record Complete(String line, int cursor, @Nullable Path cwd) implements Request {}

  /**
   * Reads a request.
   *
   * @throws ProtocolException if it is none
   */
  static Request parse(String text) throws ProtocolException {
    JsonObject object;
    try {
      if (!(JsonParser.parseString(text) instanceof JsonObject parsed)) {
        throw new ProtocolException("a request is a JSON object");
      }
      object = parsed;
    } catch (JsonParseException e) {
      throw new ProtocolException("a request is a JSON object in one line");
    }
    if (object.has("run")) {
      boolean color = primitive(object, "color") instanceof JsonPrimitive c && c.getAsBoolean();
      return new Run(
          text(object, "run"), number(object, "width", 80, 20, 1000), color, cwd(object));
    }
    if (object.has("complete")) {
      String line = text(object, "complete");
      return new Complete(
          line, number(object, "cursor", line.length(), 0, line.length()), cwd(object));
    }
    if (object.has("interrupt")) {
      return new Interrupt();
    }
    throw new ProtocolException("a request has one of run, complete, interrupt");
  }

  private static String text(JsonObject object, String key) throws ProtocolException {
    if (primitive(object, key) instanceof JsonPrimitive value && value.isString()) {
      return value.getAsString();
    }
    throw new ProtocolException(key + " is a string");
  }

  private static int number(JsonObject object, String key, int fallback, int min, int max)
      throws ProtocolException {
    JsonPrimitive value = primitive(object, key);
    if (value == null) {
      return fallback;
    }
    if (!value.isNumber()) {
      throw new ProtocolException(key + " is a number");
    }
    // Through double: a number of a million digits is not worked out.
    return (int) Math.clamp(value.getAsDouble(), min, max);
  }

  private static @Nullable Path cwd(JsonObject object) throws ProtocolException {
    if (!object.has("cwd")) {
      return null;
    }
    try {
      Path cwd = Path.of(text(object, "cwd"));
      return cwd.isAbsolute() ? cwd : null;
    } catch (InvalidPathException e) {
      throw new ProtocolException("cwd is a path");
    }
  }

  private static @Nullable JsonPrimitive primitive(JsonObject object, String key) {
    JsonElement value = object.get(key);
    return value instanceof JsonPrimitive primitive ? primitive : null;
  }
}
