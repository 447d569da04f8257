// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.netdoc;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How much of the bandwidth of each kind of relay to use in each place (dir-spec §3.8.3): {@code
 * Wgg} is for guards in the place of the guard, {@code Wmd} for relays that are guard and exit in
 * the middle, and so on. Immutable.
 */
public final class BandwidthWeights {

  /** A consensus that has no weights. */
  public static final BandwidthWeights NONE = new BandwidthWeights(Map.of());

  private final SortedMap<String, Integer> weights;

  private BandwidthWeights(Map<String, Integer> weights) {
    this.weights = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(weights));
  }

  /** Weights by name, in units of the parameter {@code bwweightscale}. */
  public static BandwidthWeights of(Map<String, Integer> weights) {
    return weights.isEmpty() ? NONE : new BandwidthWeights(weights);
  }

  /** A weight; -1 where there is none, or it is negative. */
  public int get(String name) {
    return Math.max(-1, weights.getOrDefault(name, -1));
  }

  /** All of them. */
  public SortedMap<String, Integer> all() {
    return weights;
  }

  @Override
  public boolean equals(@org.jspecify.annotations.Nullable Object other) {
    return other instanceof BandwidthWeights that && weights.equals(that.weights);
  }

  @Override
  public int hashCode() {
    return weights.hashCode();
  }

  @Override
  public String toString() {
    return weights.toString();
  }
}
