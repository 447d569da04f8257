// SPDX-License-Identifier: Apache-2.0
package io.sallyport.launcher.shell;

import java.io.PrintStream;
import java.io.PrintWriter;

/** Where results and errors go. */
interface Output {

  /** Shows a result, or a part of one. */
  void out(String text);

  /** Shows an error, or a part of one. */
  void err(String text);

  /** To the two streams of a program. */
  static Output to(PrintStream out, PrintStream err) {
    return new Output() {
      @Override
      public void out(String text) {
        out.print(text);
        out.flush();
      }

      @Override
      public void err(String text) {
        err.print(text);
        err.flush();
      }
    };
  }

  /** All to one terminal. */
  static Output to(PrintWriter terminal) {
    return new Output() {
      @Override
      public void out(String text) {
        terminal.print(text);
        terminal.flush();
      }

      @Override
      public void err(String text) {
        out(text);
      }
    };
  }
}
