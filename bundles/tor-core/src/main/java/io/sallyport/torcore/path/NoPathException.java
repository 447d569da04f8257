// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.path;

/** No path can be built now; the message tells people why. Has no stack trace. */
public final class NoPathException extends Exception {

  private static final long serialVersionUID = 1L;

  /** Which hop cannot be found. */
  public enum Missing {
    GUARD,
    MIDDLE,
    EXIT
  }

  private final Missing missing;

  public NoPathException(Missing missing, String message) {
    super(message, null, false, false);
    this.missing = missing;
  }

  /** Which hop cannot be found. */
  public Missing missing() {
    return missing;
  }
}
