// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.circuit;

/** The owner of a circuit. Called on the circuit's thread; may call the circuit back. */
@FunctionalInterface
public interface CircuitListener {

  /** Something happened to the circuit as a whole. Nothing follows {@link CircuitEvent.Closed}. */
  void event(CircuitEvent event);
}
