// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torclient.circuit;

import io.sallyport.torclient.TorException;
import io.sallyport.torcore.circuit.CircuitParameters;

/**
 * Chooses the relays of circuits from the directory of the day, and learns from what became of
 * them. Any thread; does not block.
 */
public interface PathSource {

  /**
   * A path to an exit.
   *
   * @throws TorException if there is no directory yet, or no relay that would do
   */
  CircuitPath exit(ExitNeed need) throws TorException;

  /** Whether the exit of a circuit would do for a stream, by what the directory says of it. */
  boolean serves(CircuitPath path, ExitNeed need);

  /** What the consensus says about circuits. */
  CircuitParameters parameters();

  /** A circuit was built. */
  void succeeded(CircuitPath path);

  /**
   * A circuit could not be built.
   *
   * @param hop index of the hop that was being added when it broke
   */
  void failed(CircuitPath path, int hop);
}
