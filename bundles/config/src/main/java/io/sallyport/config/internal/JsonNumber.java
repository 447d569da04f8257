// SPDX-License-Identifier: Apache-2.0
package io.sallyport.config.internal;

/** Numbers as RFC 8259 §6 writes them, within what Config Admin can carry. */
final class JsonNumber {

  private JsonNumber() {}

  /** Whether the word is a number at all. */
  static boolean isOne(String word) {
    int i = word.startsWith("-") ? 1 : 0;
    int whole = digits(word, i);
    if (whole == i || (whole - i > 1 && word.charAt(i) == '0')) {
      return false;
    }
    i = whole;
    if (i < word.length() && word.charAt(i) == '.') {
      int fraction = digits(word, i + 1);
      if (fraction == i + 1) {
        return false;
      }
      i = fraction;
    }
    if (i < word.length() && (word.charAt(i) == 'e' || word.charAt(i) == 'E')) {
      i++;
      if (i < word.length() && (word.charAt(i) == '+' || word.charAt(i) == '-')) {
        i++;
      }
      int exponent = digits(word, i);
      if (exponent == i) {
        return false;
      }
      i = exponent;
    }
    return i == word.length();
  }

  /** Whether a number can be a {@code long} or, with fraction or exponent, a finite double. */
  static boolean fits(String number) {
    if (number.length() > 400) {
      return false;
    }
    Object value = value(number);
    return value instanceof Long
        || (value instanceof Double d && Double.isFinite(d) && !whole(number));
  }

  /** A {@code Long}, or a {@code Double} for what is not whole. */
  static Object value(String number) {
    if (whole(number)) {
      try {
        return Long.valueOf(number);
      } catch (NumberFormatException e) {
        return Double.valueOf(number);
      }
    }
    return Double.valueOf(number);
  }

  private static boolean whole(String number) {
    return digits(number, number.startsWith("-") ? 1 : 0) == number.length();
  }

  private static int digits(String word, int from) {
    int i = from;
    while (i < word.length() && word.charAt(i) >= '0' && word.charAt(i) <= '9') {
      i++;
    }
    return i;
  }
}
