// SPDX-License-Identifier: Apache-2.0
package io.sallyport.logging.internal;

import java.util.Arrays;
import java.util.stream.Collectors;

/** An exception as part of one line. */
final class ExceptionText {

  private static final int CAUSES = 8;
  private static final int FRAMES = 8;

  private ExceptionText() {}

  /**
   * The exception and its causes; where one speaks of our own mistake, the places where it was made
   * as well. Expected exceptions have no use for them.
   */
  static String of(Throwable thrown) {
    var text = new StringBuilder();
    Throwable cause = thrown;
    for (int i = 0; cause != null && i < CAUSES; i++) {
      text.append(i == 0 ? "" : " <- ").append(cause);
      if (cause instanceof RuntimeException || cause instanceof Error) {
        text.append(
            Arrays.stream(cause.getStackTrace())
                .limit(FRAMES)
                .map(
                    frame ->
                        frame.getClassName()
                            + "."
                            + frame.getMethodName()
                            + ":"
                            + frame.getLineNumber())
                .collect(Collectors.joining(" < ", " [", "]")));
      }
      cause = cause.getCause();
    }
    return text.toString();
  }
}
