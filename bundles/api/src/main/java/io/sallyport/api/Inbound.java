// SPDX-License-Identifier: Apache-2.0
package io.sallyport.api;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;

/** Service: something that accepts flows, a listener or an attached interface. Any thread. */
@ConsumerType
public interface Inbound {

  /** Unique name; what rules call {@code inbound}. */
  String tag();

  /** {@code socks}, later {@code tun}, {@code tproxy}... */
  String type();

  /** The policy in force now; another object after each change. */
  Policy policy();

  /** How it fares. */
  Status status();

  /** The limits of one of its users; {@link Policy.UserLimits#NONE} for whoever has none. */
  default Policy.UserLimits limitsOf(String user) {
    return Policy.UserLimits.NONE;
  }

  /** What it has counted since it began, before any session: {@code handshake_timeout}... */
  default Map<String, Long> counters() {
    return Map.of();
  }

  /** How long clients took from their connection until they had said what they want. */
  default LatencyHistogram.Snapshot handshakes() {
    return LatencyHistogram.Snapshot.EMPTY;
  }

  /**
   * State of an inbound.
   *
   * @param where what it listens on or is attached to, for people: {@code 127.0.0.1:1080}
   * @param problem why it does not work, with what to do about it; null while it works
   */
  record Status(String where, @Nullable String problem) {}
}
