// SPDX-License-Identifier: Apache-2.0
package io.sallyport.socks.internal;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.sallyport.api.config.ConfigException;
import io.sallyport.api.config.ConfigProblem;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who may use a listener; immutable. Keeps digests, not passwords, and takes the same time whoever
 * is asked for: each check compares with every user.
 */
final class Users {

  /** Nobody has to authenticate. */
  static final Users NONE = new Users(List.of());

  private static final Set<String> MEMBERS = Set.of("username", "password");

  /** A user, with the digest of both his words. */
  private record User(String name, byte[] digest) {}

  private final List<User> users;

  private Users(List<User> users) {
    this.users = List.copyOf(users);
  }

  /** Whether clients must authenticate. */
  boolean required() {
    return !users.isEmpty();
  }

  /** The name of the user who has these credentials; null if nobody has. */
  @Nullable String authenticate(byte[] name, byte[] password) {
    byte[] digest = digest(name, password);
    String found = null;
    for (User user : users) {
      boolean same = MessageDigest.isEqual(user.digest, digest);
      found = same ? user.name : found;
    }
    return found;
  }

  /**
   * Reads {@code [{"username": ..., "password": ...}, ...]}.
   *
   * @throws ConfigException with the path of each bad value, and never the value
   */
  static Users parse(String json) throws ConfigException {
    JsonElement root;
    try {
      root = JsonParser.parseString(json);
    } catch (JsonParseException e) {
      throw new ConfigException("users", "is not JSON");
    }
    var problems = new ArrayList<ConfigProblem>();
    var users = new ArrayList<User>();
    var names = new HashSet<String>();
    List<JsonElement> entries = root.isJsonArray() ? root.getAsJsonArray().asList() : List.of(root);
    for (int i = 0; i < entries.size(); i++) {
      String path = "users[" + i + "]";
      if (!(entries.get(i) instanceof JsonObject entry)) {
        problems.add(new ConfigProblem(path, "is not an object with username and password"));
        continue;
      }
      for (String member : entry.keySet()) {
        if (!MEMBERS.contains(member)) {
          problems.add(new ConfigProblem(path + "." + member, "is not known"));
        }
      }
      byte[] name = field(entry, "username", path, problems);
      byte[] password = field(entry, "password", path, problems);
      if (name == null || password == null) {
        continue;
      }
      String text = new String(name, StandardCharsets.UTF_8);
      if (!names.add(text)) {
        problems.add(new ConfigProblem(path + ".username", "occurs a second time"));
      }
      users.add(new User(text, digest(name, password)));
    }
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
    return new Users(users);
  }

  private static byte @Nullable [] field(
      JsonObject entry, String member, String path, List<ConfigProblem> problems) {
    var value = entry.get(member);
    if (value == null || !value.isJsonPrimitive() || !value.getAsJsonPrimitive().isString()) {
      problems.add(new ConfigProblem(path + "." + member, "must be a string"));
      return null;
    }
    byte[] bytes = value.getAsString().getBytes(StandardCharsets.UTF_8);
    if (bytes.length < 1 || bytes.length > 255) {
      problems.add(
          new ConfigProblem(
              path + "." + member, "must have 1 to 255 bytes (RFC 1929), not " + bytes.length));
      return null;
    }
    return bytes;
  }

  private static byte[] digest(byte[] name, byte[] password) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      digest.update((byte) name.length);
      digest.update(name);
      return digest.digest(password);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
