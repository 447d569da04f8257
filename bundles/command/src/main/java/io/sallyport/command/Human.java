// SPDX-License-Identifier: Apache-2.0
package io.sallyport.command;

import java.time.Duration;
import java.util.Locale;

/** Quantities as people read them. */
public final class Human {

  private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

  private Human() {}

  /** A number of bytes with three digits or so: {@code 512B}, {@code 1.5KiB}, {@code 340MiB}. */
  public static String bytes(long bytes) {
    double value = bytes;
    int unit = 0;
    // 1023.5 would be shown as 1024: it is one of the next unit already.
    while (value >= 1023.5 && unit < UNITS.length - 1) {
      value /= 1024;
      unit++;
    }
    String digits =
        unit == 0 || value >= 99.95
            ? String.format(Locale.ROOT, "%.0f", value)
            : String.format(Locale.ROOT, "%.1f", value);
    return digits + UNITS[unit];
  }

  /** A time that has passed, in its two largest units: {@code 12s}, {@code 3m12s}, {@code 2d4h}. */
  public static String age(Duration age) {
    long seconds = Math.max(0, age.toSeconds());
    if (seconds < 60) {
      return seconds + "s";
    }
    if (seconds < 3600) {
      return two(seconds / 60, "m", seconds % 60, "s");
    }
    if (seconds < 86_400) {
      return two(seconds / 3600, "h", seconds % 3600 / 60, "m");
    }
    return two(seconds / 86_400, "d", seconds % 86_400 / 3600, "h");
  }

  /** A short time with three digits or so: {@code 850us}, {@code 12.3ms}, {@code 1.50s}. */
  public static String latency(Duration time) {
    double micros = time.toNanos() / 1000.0;
    if (micros < 1000) {
      return String.format(Locale.ROOT, "%.0fus", micros);
    }
    return micros < 1_000_000
        ? String.format(Locale.ROOT, micros < 99_950 ? "%.1fms" : "%.0fms", micros / 1000)
        : String.format(Locale.ROOT, "%.2fs", micros / 1_000_000);
  }

  /** A number and its noun: {@code 1 session}, {@code 2 sessions}. */
  public static String count(long number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }

  private static String two(long large, String one, long small, String other) {
    return large + one + (small == 0 ? "" : small + other);
  }
}
