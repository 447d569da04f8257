// SPDX-License-Identifier: Apache-2.0
package io.sallyport.api.config;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Numbers of bytes as people write them: {@code 512}, {@code 64KiB}, {@code 1.5GB}. Units with an
 * {@code i} are powers of 1024, those without are powers of 1000.
 */
public final class ByteSize {

  private static final Pattern FORM =
      Pattern.compile("(\\d{1,18}(?:\\.\\d{1,9})?)\\s?([KMGT]?)(i?)B?", Pattern.CASE_INSENSITIVE);

  private ByteSize() {}

  /**
   * Reads a number of bytes that is not negative.
   *
   * @throws IllegalArgumentException if the text is none, or one beyond 2<sup>63</sup>
   */
  public static long parse(String text) {
    var match = FORM.matcher(text);
    if (!match.matches() || match.group(2).isEmpty() && !match.group(3).isEmpty()) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is not a number of bytes such as \"64KiB\", \"10MiB\" or 1000000");
    }
    int power = " KMGT".indexOf(match.group(2).isEmpty() ? " " : upper(match.group(2)));
    var unit = BigDecimal.valueOf(match.group(3).isEmpty() ? 1000 : 1024).pow(power);
    try {
      return new BigDecimal(match.group(1)).multiply(unit).toBigInteger().longValueExact();
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("\"" + text + "\" is too many bytes", e);
    }
  }

  private static String upper(String unit) {
    return unit.toUpperCase(Locale.ROOT);
  }
}
