// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torclient;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client has and does, at one moment.
 *
 * @param consensus for when the consensus in use is; null before there is one
 * @param relays how many relays can be in a path
 * @param guards best first
 * @param clock what relays tell of the clock of this machine; null before any has
 * @param bytesRead of cells, since the client was made
 * @param bytesWritten likewise
 */
public record ClientStatus(
    Bootstrap bootstrap,
    @Nullable ConsensusView consensus,
    int relays,
    List<GuardView> guards,
    List<LinkView> links,
    List<CircuitView> circuits,
    @Nullable ClockView clock,
    long bytesRead,
    long bytesWritten) {

  public ClientStatus {
    guards = List.copyOf(guards);
    links = List.copyOf(links);
    circuits = List.copyOf(circuits);
  }

  /** From when the consensus counts, until when it is the newest, and until when it counts. */
  public record ConsensusView(Instant validAfter, Instant freshUntil, Instant validUntil) {}

  /**
   * How far the clock of this machine is off.
   *
   * @param ahead negative when it is behind; in whole seconds
   * @param relays how many say so; each of them may lie
   */
  public record ClockView(Duration ahead, int relays) {}

  /**
   * A guard.
   *
   * @param relay {@code $FINGERPRINT~nickname}
   * @param confirmed whether circuits have gone through it
   * @param primary whether it is one of those that are tried first
   * @param listed whether the consensus has it
   * @param failing whether the last attempt to reach it failed
   */
  public record GuardView(
      String relay, boolean confirmed, boolean primary, boolean listed, boolean failing) {}

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
