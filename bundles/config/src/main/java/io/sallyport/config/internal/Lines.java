// SPDX-License-Identifier: Apache-2.0
package io.sallyport.config.internal;

import java.util.Arrays;

/** Turns offsets in a text into lines and columns, as editors count them: from 1, in characters. */
final class Lines {

  private final String text;
  private final int[] starts;

  private Lines(String text, int[] starts) {
    this.text = text;
    this.starts = starts;
  }

  static Lines of(String text) {
    int count = 1 + (int) text.chars().filter(c -> c == '\n').count();
    int[] starts = new int[count];
    int next = 0;
    for (int i = 1; i < count; i++) {
      next = text.indexOf('\n', next) + 1;
      starts[i] = next;
    }
    return new Lines(text, starts);
  }

  int line(int offset) {
    int found = Arrays.binarySearch(starts, offset);
    return found >= 0 ? found + 1 : -found - 1;
  }

  int column(int offset) {
    int end = Math.min(offset, text.length());
    return text.codePointCount(starts[line(end) - 1], end) + 1;
  }
}
