// SPDX-License-Identifier: Apache-2.0
package io.sallyport.policy.internal.read;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/** {@code domain_regex} values, bounded in what they compile to. */
final class Regexes {

  private static final int MAX_LENGTH = 1000;

  /**
   * RE2 unfolds repetitions: {@code ((a{1000}){1000}){1000}} would be a thousand million states.
   */
  private static final int MAX_REPEAT = 1000;

  private static final java.util.regex.Pattern REPEAT =
      java.util.regex.Pattern.compile("\\{(\\d{1,9})(?:,(\\d{0,9}))?\\}");

  private Regexes() {}

  /** A pattern. */
  static Pattern pattern(String text) {
    if (text.isEmpty() || text.length() > MAX_LENGTH) {
      throw new IllegalArgumentException("is empty or longer than " + MAX_LENGTH + " characters");
    }
    long product = 1;
    var repeats = REPEAT.matcher(text);
    while (repeats.find()) {
      String upper = repeats.group(2);
      long most = Long.parseLong(repeats.group(1));
      if (upper != null && !upper.isEmpty()) {
        most = Math.max(most, Long.parseLong(upper));
      }
      product *= Math.max(1, most);
      if (product > MAX_REPEAT) {
        throw new IllegalArgumentException(
            "repeats more than " + MAX_REPEAT + " times in all; a name has 253 characters");
      }
    }
    try {
      return Pattern.compile(text);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "is no regular expression as RE2 and sing-box know it: " + e.getDescription(), e);
    }
  }
}
