// SPDX-License-Identifier: Apache-2.0
package io.sallyport.command;

/** What a piece of text says at a glance; a colour where there are colours. */
public enum Tone {
  PLAIN(""),
  HEADING("1"),
  GOOD("32"),
  WARN("33"),
  BAD("31"),
  DIM("2");

  private final String code;

  Tone(String code) {
    this.code = code;
  }

  /** The text in the colour of this tone (ECMA-48 SGR), or as it is. */
  public String paint(String text, boolean color) {
    return !color || code.isEmpty() || text.isEmpty()
        ? text
        : "\u001b[" + code + "m" + text + "\u001b[0m";
  }
}
