// SPDX-License-Identifier: Apache-2.0
package io.sallyport.socks.internal;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.sallyport.api.Policy;
import io.sallyport.api.config.ConfigException;
import io.sallyport.api.config.ConfigProblem;
import io.sallyport.api.config.Key;
import io.sallyport.password.PasswordHash;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the users of a file and finds all that is wrong with them, without ever showing it. */
final class UsersReader {

  private static final Key<Integer> MAX_CONNECTIONS =
      Key.integer("max_connections", "sessions at a time", 0, Integer.MAX_VALUE);
  private static final Key<Long> RATE = Key.bytes("rate_limit", "bytes a second", 0, 1L << 40);
  private static final Set<String> MEMBERS =
      Set.of(
          "username",
          "password",
          "password_hash",
          "max_connections",
          "rate_limit",
          "rate_limit_up",
          "rate_limit_down");

  private final List<ConfigProblem> problems = new ArrayList<>();
  private final List<User> users = new ArrayList<>();
  private final Set<String> names = new HashSet<>();

  Users read(String json) throws ConfigException {
    JsonElement root;
    try {
      root = JsonParser.parseString(json);
    } catch (JsonParseException e) {
      throw new ConfigException("users", "is not JSON");
    }
    List<JsonElement> entries = root.isJsonArray() ? root.getAsJsonArray().asList() : List.of(root);
    for (int i = 0; i < entries.size(); i++) {
      String path = "users[" + i + "]";
      if (entries.get(i) instanceof JsonObject entry) {
        user(entry, path);
      } else {
        problem(path, "is not an object with username and password");
      }
    }
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
    return new Users(users);
  }

  private void user(JsonObject entry, String path) {
    for (String member : entry.keySet()) {
      if (!MEMBERS.contains(member)) {
        problem(path + "." + member, "is not known");
      }
    }
    byte[] name = field(entry, "username", path);
    if (entry.has("password") && entry.has("password_hash")) {
      problem(path, "has both password and password_hash");
      return;
    }
    var hash = entry.has("password_hash") ? hash(entry, path) : null;
    byte[] password = entry.has("password_hash") ? null : field(entry, "password", path);
    var limits = limits(entry, path);
    if (name == null || password == null && hash == null) {
      return;
    }
    String text = new String(name, StandardCharsets.UTF_8);
    if (!names.add(text)) {
      problem(path + ".username", "occurs a second time");
    }
    byte[] digest = password == null ? null : Users.digest(name, password);
    users.add(new User(text, digest, hash, limits));
  }

  private byte @Nullable [] field(JsonObject entry, String member, String path) {
    String text = text(entry, member, path);
    if (text == null) {
      return null;
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length < 1 || bytes.length > 255) {
      problem(path + "." + member, "must have 1 to 255 bytes (RFC 1929), not " + bytes.length);
      return null;
    }
    return bytes;
  }

  private @Nullable PasswordHash hash(JsonObject entry, String path) {
    String text = text(entry, "password_hash", path);
    try {
      return text == null ? null : PasswordHash.parse(text);
    } catch (IllegalArgumentException e) {
      problem(path + ".password_hash", String.valueOf(e.getMessage()));
      return null;
    }
  }

  private @Nullable String text(JsonObject entry, String member, String path) {
    var value = entry.get(member);
    if (value == null || !value.isJsonPrimitive() || !value.getAsJsonPrimitive().isString()) {
      problem(path + "." + member, "must be a string");
      return null;
    }
    return value.getAsString();
  }

  private Policy.UserLimits limits(JsonObject entry, String path) {
    long both = number(entry, "rate_limit", RATE, 0L, path);
    return new Policy.UserLimits(
        number(entry, "max_connections", MAX_CONNECTIONS, 0, path),
        number(entry, "rate_limit_up", RATE, both, path),
        number(entry, "rate_limit_down", RATE, both, path));
  }

  private <T> T number(JsonObject entry, String member, Key<T> form, T fallback, String path) {
    var value = entry.get(member);
    if (value == null) {
      return fallback;
    }
    try {
      return form.parse(value.isJsonPrimitive() ? value.getAsString() : List.of());
    } catch (IllegalArgumentException e) {
      problem(path + "." + member, String.valueOf(e.getMessage()));
      return fallback;
    }
  }

  private void problem(String path, String message) {
    problems.add(new ConfigProblem(path, message));
  }
}
