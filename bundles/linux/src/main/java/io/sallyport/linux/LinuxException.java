// SPDX-License-Identifier: Apache-2.0
package io.sallyport.linux;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The kernel, or a program that programs it, said no. The message says what was tried, what came
 * back and, where it is known, what to do about it.
 */
public abstract sealed class LinuxException extends IOException
    permits SystemCallException, CommandException {

  private static final long serialVersionUID = 1L;

  private final @Nullable String remedy;

  LinuxException(String message, @Nullable String remedy) {
    super(remedy == null ? message : message + "; " + remedy);
    this.remedy = remedy;
  }

  /** What an operator can do, a clause for the end of a sentence; null where nothing is known. */
  public @Nullable String remedy() {
    return remedy;
  }
}
