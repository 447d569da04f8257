// SPDX-License-Identifier: Apache-2.0
package io.sallyport.api.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * Durations as Go and sing-box write them: {@code 300ms}, {@code 1m30s}, {@code 1.5h}, also days.
 */
public final class GoDuration {

  private static final Pattern WHOLE =
      Pattern.compile("(?:\\d{1,18}(?:\\.\\d{1,9})?(?:ns|us|µs|ms|s|m|h|d))+|0");
  private static final Pattern PART =
      Pattern.compile("(\\d{1,18}(?:\\.\\d{1,9})?)(ns|us|µs|ms|s|m|h|d)");

  private GoDuration() {}

  /**
   * Reads a duration that is not negative.
   *
   * @throws IllegalArgumentException if the text is none, or one of more than 292 years
   */
  public static Duration parse(String text) {
    if (!WHOLE.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is not a duration such as \"300ms\", \"10s\", \"1m30s\" or \"2h\"");
    }
    var nanos = BigDecimal.ZERO;
    var parts = PART.matcher(text);
    while (parts.find()) {
      nanos = nanos.add(new BigDecimal(parts.group(1)).multiply(unit(parts.group(2))));
    }
    try {
      return Duration.ofNanos(nanos.toBigInteger().longValueExact());
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("\"" + text + "\" is longer than 292 years", e);
    }
  }

  /** The shortest way to write a duration to the millisecond: {@code 1h2m}, {@code 3.5s}. */
  public static String format(Duration duration) {
    long millis = duration.toMillis();
    if (millis < 1000) {
      return millis == 0 ? "0s" : millis + "ms";
    }
    var text = new StringBuilder();
    if (duration.toHours() > 0) {
      text.append(duration.toHours()).append('h');
    }
    if (duration.toMinutesPart() > 0) {
      text.append(duration.toMinutesPart()).append('m');
    }
    var seconds = BigDecimal.valueOf(millis % 60_000, 3).stripTrailingZeros();
    if (seconds.signum() > 0) {
      text.append(seconds.toPlainString()).append('s');
    }
    return text.toString();
  }

  private static BigDecimal unit(String unit) {
    return BigDecimal.valueOf(
        switch (unit) {
          case "ns" -> 1L;
          case "us", "µs" -> 1_000L;
          case "ms" -> 1_000_000L;
          case "s" -> 1_000_000_000L;
          case "m" -> 60_000_000_000L;
          case "h" -> 3_600_000_000_000L;
          default -> 86_400_000_000_000L;
        });
  }
}
