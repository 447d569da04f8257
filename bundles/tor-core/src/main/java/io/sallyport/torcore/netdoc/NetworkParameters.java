// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.netdoc;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Numbers by which the authorities steer the network (param-spec). Every parameter that C tor knows
 * has its default and its range here, from the resource {@code network-parameters.txt}; a consensus
 * overrides defaults. Immutable.
 */
public final class NetworkParameters {

  /** A parameter's default and range. */
  public record Definition(String name, int standard, int least, int greatest) {}

  private static final SortedMap<String, Definition> DEFINITIONS = load();
  private static final Map<String, Definition> BY_NAME = Map.copyOf(DEFINITIONS);

  /** What counts where no consensus says otherwise. */
  public static final NetworkParameters DEFAULTS = new NetworkParameters(Map.of());

  private final SortedMap<String, Integer> voted;
  private final Map<String, Integer> values;

  private NetworkParameters(Map<String, Integer> voted) {
    this.voted = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(voted));
    this.values = Map.copyOf(voted);
  }

  /** The defaults, overridden by what was voted; names that are not known here are kept. */
  public static NetworkParameters of(Map<String, Integer> voted) {
    return voted.isEmpty() ? DEFAULTS : new NetworkParameters(voted);
  }

  /**
   * The value of a parameter, within its range.
   *
   * @throws IllegalArgumentException if no such parameter is defined, which is a mistake of the
   *     caller
   */
  public int get(String name) {
    var definition = BY_NAME.get(name);
    if (definition == null) {
      throw new IllegalArgumentException("no network parameter is called " + name);
    }
    int value = values.getOrDefault(name, definition.standard());
    return Math.clamp(value, definition.least(), definition.greatest());
  }

  /** Whether a parameter that is 0 or 1 is 1. */
  public boolean is(String name) {
    return get(name) != 0;
  }

  /** These, overridden by further values: what an operator sets by hand. */
  public NetworkParameters with(Map<String, Integer> overrides) {
    var all = new TreeMap<>(voted);
    all.putAll(overrides);
    return of(all);
  }

  /** What was voted, as it was voted. */
  public SortedMap<String, Integer> voted() {
    return voted;
  }

  /** All that are known, by name. */
  public static SortedMap<String, Definition> definitions() {
    return DEFINITIONS;
  }

  private static SortedMap<String, Definition> load() {
    var all = new TreeMap<String, Definition>();
    try (var in =
        new BufferedReader(
            new InputStreamReader(
                java.util.Objects.requireNonNull(
                    NetworkParameters.class.getResourceAsStream("network-parameters.txt")),
                StandardCharsets.US_ASCII))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (line.startsWith("#")) {
          continue;
        }
        String[] words = line.split(" ");
        all.put(
            words[0],
            new Definition(
                words[0],
                Integer.parseInt(words[1]),
                Integer.parseInt(words[2]),
                Integer.parseInt(words[3])));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return java.util.Collections.unmodifiableSortedMap(all);
  }

  @Override
  public boolean equals(@org.jspecify.annotations.Nullable Object other) {
    return other instanceof NetworkParameters that && voted.equals(that.voted);
  }

  @Override
  public int hashCode() {
    return voted.hashCode();
  }

  /** What was voted. */
  @Override
  public String toString() {
    return voted.toString();
  }
}
