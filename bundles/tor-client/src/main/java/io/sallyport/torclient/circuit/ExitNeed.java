// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torclient.circuit;

import io.sallyport.torclient.IsolationKey;
import io.sallyport.torcore.cert.RelayIdentity;
import java.util.HashSet;
import java.util.Set;

/**
 * What a stream needs of the exit of its circuit.
 *
 * @param port that the exit must allow; 0 for a lookup, which every exit answers
 * @param isolation with whom the circuit may be shared
 * @param avoided exits that have already failed this stream
 */
public record ExitNeed(int port, IsolationKey isolation, Set<RelayIdentity> avoided) {

  public ExitNeed {
    avoided = Set.copyOf(avoided);
  }

  /** A need that no exit has failed yet. */
  public static ExitNeed of(int port, IsolationKey isolation) {
    return new ExitNeed(port, isolation, Set.of());
  }

  /** The same, with one exit less. */
  public ExitNeed avoiding(RelayIdentity exit) {
    var more = new HashSet<>(avoided);
    more.add(exit);
    return new ExitNeed(port, isolation, more);
  }
}
