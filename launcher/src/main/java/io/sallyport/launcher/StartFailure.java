// SPDX-License-Identifier: Apache-2.0
package io.sallyport.launcher;

/** Why Sallyport cannot start, in words for whoever typed the command. */
final class StartFailure extends Exception {

  private static final long serialVersionUID = 1L;

  StartFailure(String message) {
    super(message);
  }

  StartFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
