// SPDX-License-Identifier: Apache-2.0
package io.sallyport.bench;

import java.util.List;

/**
 * One measurement, as the coordinator orders it from the load.
 *
 * @param kind what to do
 * @param connections at a time
 * @param up whether the load sends in bulk
 * @param down whether the target does
 * @param size of a message, in bytes; of {@link Kind#RATE}, 0 for a connection without any
 * @param seconds how long to measure, after {@link #LEAD_SECONDS}
 * @param socks whether to ask for the target by SOCKS5, or else to connect as if to the target
 * @param port to connect to; for a session without a relay one of the target's
 * @param targets the target's ports
 */
record Job(
    Kind kind,
    int connections,
    boolean up,
    boolean down,
    int size,
    double seconds,
    boolean socks,
    int port,
    List<Integer> targets) {

  /** How long a measurement runs before it counts. */
  static final double LEAD_SECONDS = 0.3;

  /** What the load can do. */
  enum Kind {
    BULK,
    RATE,
    PING,
    /** Opens sessions and keeps them. */
    HOLD,
    /** Asks each of the kept sessions for an echo. */
    PROBE,
    /** Ends the kept sessions. */
    RELEASE
  }

  /** The same measurement of another length. */
  Job lasting(double other) {
    return new Job(kind, connections, up, down, size, other, socks, port, targets);
  }

  /** The same measurement through another entrance. */
  Job through(boolean bySocks, int entrance) {
    return new Job(kind, connections, up, down, size, seconds, bySocks, entrance, targets);
  }

  int target(int connection) {
    return targets.get(connection % targets.size());
  }
}
