// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.circuit;

/**
 * What a relay can do, by its subprotocol versions in the consensus, that changes how we use it.
 */
public enum HopFeature {
  /** Relay=4: the ntor-v3 handshake with its extensions. */
  NTOR_V3,
  /** FlowCtrl=2: congestion control. */
  CONGESTION_CONTROL,
  /** Relay=5: subprotocols can be asked for in the handshake. */
  SUBPROTOCOL_REQUEST,
  /** Relay=6: counter-Galois onion cells. */
  COUNTER_GALOIS,
  /** Conflux=1. */
  CONFLUX
}
