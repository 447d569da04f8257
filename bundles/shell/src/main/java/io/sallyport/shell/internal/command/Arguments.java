// SPDX-License-Identifier: Apache-2.0
package io.sallyport.shell.internal.command;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what stands on a command line; each method says what is wrong in the operator's words. */
final class Arguments {

  private Arguments() {}

  /** A whole number within bounds. */
  static long number(String what, String text, long min, long max) throws CommandFailure {
    try {
      long number = Long.parseLong(text);
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Told below, as a number out of bounds is.
    }
    throw CommandFailure.usage(
        what
            + " is a number from "
            + min
            + (max == Long.MAX_VALUE ? "" : " to " + max)
            + ", not \""
            + text
            + "\"");
  }

  /** One of some words. */
  static String word(String what, String text, List<String> words) throws CommandFailure {
    if (!words.contains(text)) {
      throw CommandFailure.usage(
          what + " is one of " + String.join(", ", words) + ", not \"" + text + "\"");
    }
    return text;
  }

  /** An option that was not given is empty for gogo. */
  static @Nullable String given(String text) {
    return text.isEmpty() ? null : text;
  }
}
