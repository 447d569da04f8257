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
 * @param ipv6 whether the destination is an address of IPv6; a name counts as IPv4
 * @param isolation with whom the circuit may be shared
 * @param avoided exits that have already failed this stream
 */
public record ExitNeed(int port, boolean ipv6, IsolationKey isolation, Set<RelayIdentity> avoided) {

  /** What unused circuits are held ready for: what most streams ask for. */
  static final ExitNeed USUAL = new ExitNeed(443, false, IsolationKey.SHARED, Set.of());

  public ExitNeed {
    avoided = Set.copyOf(avoided);
  }

  /** Of a lookup. */
  public static ExitNeed lookup(IsolationKey isolation) {
    return new ExitNeed(0, false, isolation, Set.of());
  }

  /** The same, with one exit less. */
  public ExitNeed avoiding(RelayIdentity exit) {
    var more = new HashSet<>(avoided);
    more.add(exit);
    return new ExitNeed(port, ipv6, isolation, more);
  }
}
