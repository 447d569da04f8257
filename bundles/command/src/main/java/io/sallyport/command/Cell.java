// SPDX-License-Identifier: Apache-2.0
package io.sallyport.command;

import org.jspecify.annotations.Nullable;

/** Text of a table with its tone; free of control characters, whoever wrote it. */
public record Cell(String text, Tone tone) {

  public Cell {
    text = printable(text);
  }

  /** Plain; a dash for nothing. */
  public static Cell of(@Nullable Object value) {
    return switch (value) {
      case null -> new Cell("-", Tone.DIM);
      case Cell cell -> cell;
      default -> new Cell(value.toString(), Tone.PLAIN);
    };
  }

  /**
   * The text with a question mark for each control character: what a peer or a file says must not
   * steer the operator's terminal.
   */
  public static String printable(String text) {
    StringBuilder clean = null;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT) {
        clean = clean == null ? new StringBuilder(text) : clean;
        clean.setCharAt(i, c == '\t' || c == '\n' ? ' ' : '?');
      }
    }
    return clean == null ? text : clean.toString();
  }

  int width() {
    return text.codePointCount(0, text.length());
  }

  /** At most so many characters, the last of them an ellipsis if something was cut. */
  String cut(int width) {
    return width() <= width
        ? text
        : text.substring(0, text.offsetByCodePoints(0, Math.max(0, width - 1))) + "…";
  }
}
