// SPDX-License-Identifier: Apache-2.0
package io.sallyport.command;

/** A command did not do what it was asked; carries the exit status. */
public final class CommandFailure extends Exception {

  private static final long serialVersionUID = 1L;

  /** It was tried and failed. */
  public static final int FAILED = 1;

  /** It was asked wrongly. */
  public static final int USAGE = 2;

  private final int status;

  private CommandFailure(int status, String message) {
    super(message, null, false, false);
    this.status = status;
  }

  /** Tried, and failed. */
  public static CommandFailure failed(String message) {
    return new CommandFailure(FAILED, message);
  }

  /** Asked wrongly; the shell adds how to learn what the command takes. */
  public static CommandFailure usage(String message) {
    return new CommandFailure(USAGE, message);
  }

  /** {@link #FAILED} or {@link #USAGE}. */
  public int status() {
    return status;
  }
}
