// SPDX-License-Identifier: Apache-2.0
package io.sallyport.launcher.shell;

import org.jline.terminal.Terminal;

/**
 * What output is made for.
 *
 * @param width in characters
 */
record Style(int width, boolean color) {

  /** For a file or a pipe: as ps and others do, nothing is cut there. */
  static final Style PLAIN = new Style(1000, false);

  /** For a terminal, as wide as it is now; no colours where NO_COLOR says so (no-color.org). */
  static Style of(Terminal terminal) {
    int width = terminal.getWidth();
    String refused = System.getenv("NO_COLOR");
    boolean color =
        (refused == null || refused.isEmpty()) && !terminal.getType().startsWith("dumb");
    return new Style(width < 20 ? 80 : width, color);
  }
}
