// SPDX-License-Identifier: Apache-2.0
package io.sallyport.shell.internal.server;

import java.util.regex.Pattern;

/** Breaks long lines at spaces and goes on below the place where their text has begun. */
final class Wrapping {

  /** A first column and what parts it from the second; or a word with a colon. */
  private static final Pattern BEGINNING =
      Pattern.compile(" *\\S+(?: \\S+)* {2,}(?=\\S)|usage: | *");

  private Wrapping() {}

  /**
   * The text with no line longer than {@code width} characters, but for words that are.
   *
   * @param width of the terminal, from 20
   */
  static String wrap(String text, int width) {
    var wrapped = new StringBuilder();
    for (var line : text.split("\n", -1)) {
      wrap(line, width, wrapped);
      wrapped.append('\n');
    }
    return wrapped.substring(0, wrapped.length() - 1);
  }

  private static void wrap(String line, int width, StringBuilder to) {
    var beginning = BEGINNING.matcher(line);
    int indent = beginning.lookingAt() ? beginning.end() : 0;
    if (indent > width / 2) {
      indent = 4;
    }
    String rest = line;
    int room = width;
    int first = indent;
    while (rest.length() > room) {
      int at = rest.lastIndexOf(' ', room);
      if (at <= first) {
        at = rest.indexOf(' ', room);
      }
      if (at < 0) {
        break;
      }
      to.append(rest, 0, at).append('\n').append(" ".repeat(indent));
      rest = rest.substring(at + 1);
      room = width - indent;
      first = 0;
    }
    to.append(rest);
  }
}
