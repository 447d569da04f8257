// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torclient.link;

import io.sallyport.torcore.cert.RelayIdentity;
import io.sallyport.torcore.link.LinkEstablished;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the NETINFO cells of relays say of our clock (tor-spec §4.5): the middle of what the last
 * few relays told, so that a minority with wrong clocks, or with an intent, does not count. The
 * clock itself is never set by it. Any thread.
 */
public final class ClockEstimate {

  /** Few, so that a clock that was set right is soon seen to be. */
  private static final int KEPT = 5;

  private final Map<RelayIdentity, Duration> told = new LinkedHashMap<>();

  /** A link is there. */
  synchronized void heard(LinkEstablished facts) {
    var skew = facts.clockSkew();
    if (skew == null) {
      return;
    }
    told.remove(facts.identity()); // so that it counts as the latest
    told.put(facts.identity(), skew);
    if (told.size() > KEPT) {
      told.remove(told.keySet().iterator().next());
    }
  }

  /** Nothing that was told counts any more. */
  public synchronized void forget() {
    told.clear();
  }

  /** The estimate; null if no relay has told a time. Of an even number, the lesser error counts. */
  public synchronized @Nullable ClockSkew skew() {
    if (told.isEmpty()) {
      return null;
    }
    var sorted = told.values().stream().sorted().toList();
    var upper = sorted.get(sorted.size() / 2);
    var lower = sorted.get((sorted.size() - 1) / 2);
    return new ClockSkew(lower.abs().compareTo(upper.abs()) < 0 ? lower : upper, sorted.size());
  }
}
