// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torclient.circuit;

import io.sallyport.torclient.link.RelayEndpoint;
import io.sallyport.torcore.circuit.HopSpec;
import java.util.List;

/**
 * The relays of a circuit that is to be built.
 *
 * @param first where its link leads
 * @param hops all of them, the first being that of the link; empty for one hop by CREATE_FAST
 * @param names the same as {@code $FINGERPRINT~nickname}, for people
 */
public record CircuitPath(RelayEndpoint first, List<HopSpec> hops, List<String> names) {

  public CircuitPath {
    hops = List.copyOf(hops);
    names = List.copyOf(names);
  }

  /** Without names for its relays but their identities. */
  public CircuitPath(RelayEndpoint first, List<HopSpec> hops) {
    this(first, hops, hops.stream().map(hop -> "$" + hop.identity().rsa()).toList());
  }

  /** The last hop, as a stream knows it. */
  public HopSpec exit() {
    return hops.getLast();
  }
}
