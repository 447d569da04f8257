// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.netdir;

import io.sallyport.torcore.netdoc.Consensus;
import io.sallyport.torcore.netdoc.RelayFlag;
import io.sallyport.torcore.netdoc.RouterStatus;

/**
 * How likely a relay is to be chosen for a position: its bandwidth, times what the consensus says
 * of relays of its kind there, and of directories (dir-spec §3.8.3). Where the consensus lacks a
 * weight that the position needs, bandwidth alone counts. Immutable.
 */
public final class RelayWeights {

  /** What a relay counts of which no bandwidth is told, in kilobytes per second. */
  private static final long UNKNOWN_BANDWIDTH = 30;

  private final double[] plain = new double[4 * Position.values().length];
  private final double[] directory = new double[4 * Position.values().length];

  public RelayWeights(Consensus consensus) {
    var weights = consensus.weights();
    double scale = consensus.parameters().get("bwweightscale");
    for (var position : Position.values()) {
      String[] names = {position.others, position.guards, position.exits, position.both};
      String[] ofDirectories =
          position == Position.DIRECTORY
              ? new String[] {"", "", "", ""}
              : new String[] {"Wmb", "Wgb", "Web", "Wdb"};
      boolean complete = true;
      for (int kind = 0; kind < 4; kind++) {
        // A guard is never chosen among relays that are only exits: that weight is 0 by definition.
        complete &= names[kind].isEmpty() || weights.get(names[kind]) >= 0;
        complete &= ofDirectories[kind].isEmpty() || weights.get(ofDirectories[kind]) >= 0;
      }
      for (int kind = 0; kind < 4; kind++) {
        int at = 4 * position.ordinal() + kind;
        double base = !complete ? 1 : names[kind].isEmpty() ? 0 : weights.get(names[kind]) / scale;
        plain[at] = base;
        directory[at] =
            !complete || ofDirectories[kind].isEmpty()
                ? base
                : base * weights.get(ofDirectories[kind]) / scale;
      }
    }
  }

  /** The weight of a relay; 0 or more. */
  public double of(RouterStatus relay, Position position) {
    boolean guard = relay.is(RelayFlag.GUARD);
    boolean exit = relay.is(RelayFlag.EXIT) && !relay.is(RelayFlag.BAD_EXIT);
    int at = 4 * position.ordinal() + (guard ? 1 : 0) + (exit ? 2 : 0);
    long bandwidth = relay.bandwidth() < 0 ? UNKNOWN_BANDWIDTH : relay.bandwidth();
    return bandwidth * (relay.is(RelayFlag.V2_DIR) ? directory[at] : plain[at]);
  }

  /** As {@link #of(RouterStatus, Position)}. */
  public double of(Relay relay, Position position) {
    return of(relay.status(), position);
  }
}
