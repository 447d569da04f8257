// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.circuit;

import io.sallyport.torcore.bytes.ProtocolViolation;
import io.sallyport.torcore.cell.DestroyReason;
import org.jspecify.annotations.Nullable;

/** What happens to a circuit as a whole. */
public sealed interface CircuitEvent {

  /**
   * A hop has been added; the next may be asked for, and streams may be opened.
   *
   * @param hops how many there are now
   */
  record HopAdded(int hops) implements CircuitEvent {}

  /**
   * The circuit is gone, and so are its streams, each of which has been told before.
   *
   * @param cause who ended it
   * @param reason the reason that was sent or received
   * @param hop index of the hop that it broke at, as far as known: the one that was being added,
   *     sent the bad cell or reported the loss of its successor; -1 if unknown
   * @param violation what a relay did wrong; null unless the cause is a violation
   */
  record Closed(Cause cause, DestroyReason reason, int hop, @Nullable ProtocolViolation violation)
      implements CircuitEvent {}

  /** Who ended a circuit. */
  enum Cause {
    /** We did. */
    LOCAL,
    /** The first hop sent DESTROY. */
    DESTROYED,
    /** A hop said that the path behind it is gone, or that it could not extend. */
    TRUNCATED,
    /** A relay broke the protocol, or failed to prove its identity. */
    VIOLATION,
    /** The link went down. */
    LINK_CLOSED
  }
}
