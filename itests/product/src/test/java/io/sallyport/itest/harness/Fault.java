// SPDX-License-Identifier: Apache-2.0
package io.sallyport.itest.harness;

/**
 * Something that happens to one direction of a connection when so many bytes of it have passed.
 *
 * @param up whether in what the one who connected sends; else in what comes back
 * @param at the byte before which it happens, from 0
 * @param amount milliseconds of a delay, bytes of a slice, or the bits that a corruption turns over
 */
public record Fault(Kind kind, boolean up, int at, int amount) {

  /** What may happen. */
  public enum Kind {
    /** The next bytes wait. */
    DELAY(false),
    /** The next bytes come one to a segment. */
    SLICE(false),
    /** Nothing comes any more, and nobody says so. */
    STALL(true),
    /** Both sides get a RST. */
    RESET(true),
    /** Both sides get an end, between two bytes. */
    CUT(true),
    /** This direction ends; the other goes on. */
    HALF_CLOSE(true),
    /** One byte is another. */
    CORRUPT(true);

    private final boolean fatal;

    Kind(boolean fatal) {
      this.fatal = fatal;
    }

    /** Whether a session may fail of it. */
    public boolean fatal() {
      return fatal;
    }
  }
}
