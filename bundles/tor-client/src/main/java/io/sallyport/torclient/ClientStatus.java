// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torclient;

import io.sallyport.torcore.guard.GuardSet;
import io.sallyport.torcore.netdoc.Lifetime;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client has and does, at one moment.
 *
 * @param consensus for when the consensus in use is; null before there is one
 * @param relays how many relays can be in a path
 * @param guards best first
 * @param bytesRead of cells, since the client was made
 * @param bytesWritten likewise
 */
public record ClientStatus(
    Bootstrap bootstrap,
    @Nullable Lifetime consensus,
    int relays,
    List<GuardSet.Status> guards,
    List<LinkView> links,
    List<CircuitView> circuits,
    long bytesRead,
    long bytesWritten) {

  public ClientStatus {
    guards = List.copyOf(guards);
    links = List.copyOf(links);
    circuits = List.copyOf(circuits);
  }

  /**
   * A link.
   *
   * @param relay its identity
   * @param protocol link version, 4 or 5
   * @param circuits how many are on it
   */
  public record LinkView(String relay, int protocol, int circuits) {}

  /**
   * A circuit.
   *
   * @param id unique while the client lives
   * @param path its relays as {@code $FINGERPRINT~nickname}
   * @param purpose {@code exit} or {@code directory}
   * @param streams those that are open or asked for, without lookups
   */
  public record CircuitView(
      long id, List<String> path, String purpose, Duration age, List<StreamView> streams) {

    public CircuitView {
      path = List.copyOf(path);
      streams = List.copyOf(streams);
    }
  }

  /**
   * A stream.
   *
   * @param destination host and port; not to be logged, nor shown unasked
   * @param connected whether the exit has connected
   */
  public record StreamView(String destination, boolean connected) {}
}
