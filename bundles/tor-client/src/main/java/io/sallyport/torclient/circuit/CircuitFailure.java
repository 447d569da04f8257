// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torclient.circuit;

import io.sallyport.torcore.circuit.CircuitEvent;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A circuit that could not be built, and where it broke. */
public final class CircuitFailure extends Exception {

  private static final long serialVersionUID = 1L;

  private final int hop;
  private final boolean late;

  private CircuitFailure(int hop, boolean late, String message, @Nullable Throwable cause) {
    super(message, cause, false, false);
    this.hop = hop;
    this.late = late;
  }

  static CircuitFailure late(int hops) {
    return new CircuitFailure(
        hops, true, "hop " + (hops + 1) + " of the circuit did not answer in time", null);
  }

  /**
   * @param hops how many there were: the one behind them is the one that it broke at
   */
  static CircuitFailure of(CircuitEvent.Closed closed, int hops) {
    var violation = closed.violation();
    return new CircuitFailure(
        hops,
        false,
        violation != null
            ? "a relay broke the protocol: " + violation.getMessage()
            : "the circuit was ended at hop "
                + (hops + 1)
                + ": "
                + word(closed.cause())
                + ", "
                + word(closed.reason()),
        violation);
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** Index of the hop that was being added. */
  public int hop() {
    return hop;
  }

  /** Whether time ran out. */
  public boolean isLate() {
    return late;
  }
}
