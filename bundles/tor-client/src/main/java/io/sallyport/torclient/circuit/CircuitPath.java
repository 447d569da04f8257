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
 */
public record CircuitPath(RelayEndpoint first, List<HopSpec> hops) {

  public CircuitPath {
    hops = List.copyOf(hops);
  }

  /** The last hop, as a stream knows it. */
  public HopSpec exit() {
    return hops.getLast();
  }
}
