// SPDX-License-Identifier: Apache-2.0
package io.sallyport.config.internal;

/** A text that is no configuration file. */
final class SyntaxProblem extends Exception {

  private static final long serialVersionUID = 1L;

  private final int at;

  SyntaxProblem(int at, String message) {
    super(message, null, false, false);
    this.at = at;
  }

  /** Offset in the text of what is wrong. */
  int at() {
    return at;
  }
}
