// SPDX-License-Identifier: Apache-2.0
package io.sallyport.api.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The values of one configuration, checked and typed; immutable. */
public final class Settings {

  private final Map<Key<?>, Object> values;
  private final Map<String, Object> raw;

  private Settings(Map<Key<?>, Object> values, Map<String, Object> raw) {
    this.values = values;
    this.raw = raw;
  }

  /**
   * Reads component properties by their keys.
   *
   * @param properties as Config Admin or declarative services deliver them; what no key names is
   *     passed over here, refused earlier in files
   * @throws ConfigException with every value that is missing or wrong
   */
  public static Settings of(List<Key<?>> keys, Map<String, ?> properties) throws ConfigException {
    var values = new HashMap<Key<?>, Object>();
    var problems = new ArrayList<ConfigProblem>();
    for (Key<?> key : keys) {
      Object given = raw(properties, key.name());
      try {
        if (given != null) {
          values.put(key, key.parse(given));
        } else if (key.fallback() instanceof String fallback) {
          values.put(key, key.parse(fallback));
        } else if (key.required()) {
          problems.add(new ConfigProblem(key.name(), "is required and missing"));
        }
      } catch (IllegalArgumentException e) {
        problems.add(new ConfigProblem(key.name(), String.valueOf(e.getMessage())));
      }
    }
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
    return new Settings(values, Map.copyOf(properties));
  }

  private static @Nullable Object raw(Map<String, ?> properties, String name) {
    Object open = properties.get(name);
    return open != null ? open : properties.get("." + name);
  }

  /** The value, or the default, of a key that has either for certain. */
  public <T> T get(Key<T> key) {
    return Objects.requireNonNull(find(key), () -> key.name() + " has neither value nor default");
  }

  /** The value, or the default, of a key; null if it has neither. */
  @SuppressWarnings("unchecked") // values come from the key's own parser
  public <T> @Nullable T find(Key<T> key) {
    return (T) values.get(key);
  }

  /** Whether the configuration itself names the key. */
  public boolean has(Key<?> key) {
    return raw(raw, key.name()) != null;
  }

  /**
   * The same without what it says for some keys, such as those that another reader of the same
   * configuration knows better.
   */
  public Settings without(List<Key<?>> others) {
    var fewerValues = new HashMap<>(values);
    var fewerRaw = new HashMap<>(raw);
    for (Key<?> key : others) {
      fewerValues.keySet().removeIf(known -> known.name().equals(key.name()));
      fewerRaw.remove(key.name());
      fewerRaw.remove("." + key.name());
    }
    return new Settings(fewerValues, Map.copyOf(fewerRaw));
  }

  /**
   * The tag of the instance: {@code tag}, or what stands after {@code ~} in the name of its file.
   *
   * @throws ConfigException if it has neither
   */
  public String tag() throws ConfigException {
    if (raw(raw, "tag") instanceof String tag && !tag.isEmpty()) {
      return tag;
    }
    if (raw.get("service.pid") instanceof String pid && pid.indexOf('~') >= 0) {
      return pid.substring(pid.indexOf('~') + 1);
    }
    throw new ConfigException("tag", "is missing, and the file's name has no ~ to take it from");
  }
}
