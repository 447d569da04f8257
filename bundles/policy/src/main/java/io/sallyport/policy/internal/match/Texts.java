// SPDX-License-Identifier: Apache-2.0
package io.sallyport.policy.internal.match;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** How values are shown to people. */
final class Texts {

  private static final int WHOLE = 4;
  private static final int SHOWN = 2;

  private Texts() {}

  /** {@code a, b, c}, or {@code a, b, … 99,998 more}. */
  static String list(List<?> values) {
    if (values.size() <= WHOLE) {
      return values.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }
    String shown =
        values.stream().limit(SHOWN).map(String::valueOf).collect(Collectors.joining(", "));
    return shown + String.format(Locale.ROOT, ", … %,d more", values.size() - SHOWN);
  }

  /** {@code is not 25}, or {@code is none of 25, 465}. */
  static String isNot(List<?> values) {
    return (values.size() == 1 ? " is not " : " is none of ") + list(values);
  }
}
