// SPDX-License-Identifier: Apache-2.0
package io.sallyport.launcher.shell;

/** There is no shell to speak with, or no more; the message is for the operator. */
final class ShellFailure extends Exception {

  private static final long serialVersionUID = 1L;

  ShellFailure(String message) {
    super(message);
  }
}
