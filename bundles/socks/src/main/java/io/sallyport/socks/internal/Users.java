// SPDX-License-Identifier: Apache-2.0
package io.sallyport.socks.internal;

import io.sallyport.api.Policy;
import io.sallyport.api.config.ConfigException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Who may use a listener; immutable but for a cache. Keeps digests, not passwords, and takes the
 * same time whoever is asked for: each check compares with every user, and where some have hashed
 * passwords, each wrong answer costs one hash.
 */
final class Users {

  /** Nobody has to authenticate. */
  static final Users NONE = new Users(List.of());

  private final List<User> users;
  private final Map<String, User> hashed;
  private final Map<String, Policy.UserLimits> limits;
  private final LoginCache logins = new LoginCache();

  Users(List<User> users) {
    this.users = List.copyOf(users);
    this.hashed =
        users.stream()
            .filter(user -> user.hash() != null)
            .collect(Collectors.toUnmodifiableMap(User::name, user -> user));
    this.limits = users.stream().collect(Collectors.toUnmodifiableMap(User::name, User::limits));
  }

  /**
   * Reads {@code [{"username": ..., "password": ...}, ...]}.
   *
   * @throws ConfigException with the path of each bad value, and never the value
   */
  static Users parse(String json) throws ConfigException {
    return new UsersReader().read(json);
  }

  /** Whether clients must authenticate. */
  boolean required() {
    return !users.isEmpty();
  }

  /** The limits of a user. */
  Policy.UserLimits limits(String name) {
    return limits.getOrDefault(name, Policy.UserLimits.NONE);
  }

  /** Finds who has these credentials; both arrays may be wiped afterwards. */
  Authentication authenticate(byte[] name, byte[] password) {
    byte[] digest = digest(name, password);
    String found = null;
    for (User user : users) {
      boolean same = user.digest() != null && MessageDigest.isEqual(user.digest(), digest);
      found = same ? user.name() : found;
    }
    if (found != null || hashed.isEmpty()) {
      return new Authentication.Known(found);
    }
    var login = logins.digest(name, password);
    found = logins.find(login, System.nanoTime());
    if (found != null) {
      return new Authentication.Known(found);
    }
    String asked = new String(name, StandardCharsets.UTF_8);
    byte[] copy = password.clone();
    return new Authentication.Slow(
        () -> {
          String user = verify(asked, copy);
          Arrays.fill(copy, (byte) 0);
          if (user != null) {
            logins.add(login, user, System.nanoTime());
          }
          return user;
        });
  }

  private @Nullable String verify(String name, byte[] password) {
    var user = hashed.get(name);
    // Who is nobody here must take as long as who is somebody.
    var compared = user != null ? user : hashed.values().iterator().next();
    boolean same = compared.hash() != null && compared.hash().matches(password);
    return same && user != null ? name : null;
  }

  static byte[] digest(byte[] name, byte[] password) {
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
