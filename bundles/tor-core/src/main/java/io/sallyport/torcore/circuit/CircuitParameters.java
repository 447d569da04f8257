// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.circuit;

/**
 * What the consensus decides about circuits; the defaults are those of tor-spec §7.
 *
 * @param circuitWindow cells that may be on the way to a hop without being acknowledged, 100 to
 *     1000 (consensus parameter {@code circwindow})
 */
public record CircuitParameters(int circuitWindow) {

  /** The defaults. */
  public static final CircuitParameters DEFAULT = new CircuitParameters(1000);

  public CircuitParameters {
    if (circuitWindow < 100 || circuitWindow > 1000) {
      throw new IllegalArgumentException("a circuit window has 100 to 1000 cells");
    }
  }
}
