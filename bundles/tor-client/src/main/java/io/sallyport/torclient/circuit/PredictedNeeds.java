// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torclient.circuit;

import io.sallyport.torclient.IsolationKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * What streams asked for lately, and may ask for again (path-spec §2.1.1): the kinds of exit for
 * which clean circuits are held ready. Who asks for nothing is soon expected to ask for nothing, so
 * that an idle client builds no circuits. Guarded by its owner.
 */
final class PredictedNeeds {

  /** So many kinds are remembered; the one that was asked for longest ago goes first. */
  private static final int MOST = 12;

  private static final long LONGEST = 3_600_000_000_000L;

  /**
   * What of a need decides which exit serves it.
   *
   * @param port 0 for a lookup
   */
  private record Kind(int port, boolean ipv6) {

    ExitNeed need() {
      return new ExitNeed(port, ipv6, IsolationKey.SHARED, Set.of());
    }
  }

  private final Map<Kind, Long> asked = new LinkedHashMap<>();

  /** Between half an hour and an hour, so that it does not tell when a client was last used. */
  private final long relevance;

  PredictedNeeds(RandomGenerator random) {
    relevance = LONGEST / 2 + random.nextLong(LONGEST / 2);
  }

  /**
   * Something was asked for.
   *
   * @param now in nanoseconds
   */
  void asked(ExitNeed need, long now) {
    if (asked.isEmpty()) {
      var usual = ExitNeed.USUAL;
      asked.put(new Kind(usual.port(), usual.ipv6()), now);
    }
    var kind = new Kind(need.port(), need.ipv6());
    asked.remove(kind); // so that it counts as the latest
    asked.put(kind, now);
    if (asked.size() > MOST) {
      asked.remove(asked.keySet().iterator().next());
    }
  }

  /** What is expected, the latest last. */
  List<ExitNeed> expected(long now) {
    asked.values().removeIf(since -> now - since > relevance);
    var needs = new ArrayList<ExitNeed>();
    asked.keySet().forEach(kind -> needs.add(kind.need()));
    return needs;
  }
}
