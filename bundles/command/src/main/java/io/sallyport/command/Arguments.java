// SPDX-License-Identifier: Apache-2.0
package io.sallyport.command;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads what stands on a command line; each method says what is wrong in the operator's words, as a
 * {@link CommandFailure#usage}.
 */
public final class Arguments {

  private Arguments() {}

  /** A whole number within bounds. */
  public static long number(String what, String text, long min, long max) throws CommandFailure {
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

  /** A port to connect to. */
  public static int port(String what, String text) throws CommandFailure {
    return (int) number(what, text, 1, 65535);
  }

  /** What stands at the end of a line and may be left out, but may not stand there twice. */
  public static String optional(String what, String fallback, String... given)
      throws CommandFailure {
    if (given.length > 1) {
      throw CommandFailure.usage("one " + what + " at a time");
    }
    return given.length == 0 ? fallback : given[0];
  }

  /** One of some words. */
  public static String word(String what, String text, List<String> words) throws CommandFailure {
    if (!words.contains(text)) {
      throw CommandFailure.usage(
          what + " is one of " + String.join(", ", words) + ", not \"" + text + "\"");
    }
    return text;
  }

  /** An option that was not given is empty for gogo. */
  public static @Nullable String given(String text) {
    return text.isEmpty() ? null : text;
  }
}
