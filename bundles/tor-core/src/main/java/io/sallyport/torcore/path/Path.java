// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.path;

import io.sallyport.torcore.netdir.Relay;
import java.util.List;

/**
 * The relays of a circuit, first hop first.
 *
 * @param hops one or more, all different
 */
public record Path(List<Relay> hops) {

  public Path {
    hops = List.copyOf(hops);
    if (hops.isEmpty() || hops.stream().distinct().count() != hops.size()) {
      throw new IllegalArgumentException("a path has relays, and none of them twice");
    }
  }

  public Relay first() {
    return hops.getFirst();
  }

  public Relay last() {
    return hops.getLast();
  }
}
