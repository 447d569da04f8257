// SPDX-License-Identifier: Apache-2.0
package io.sallyport.logging.internal;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.osgi.service.log.LogEntry;
import org.osgi.service.log.LogLevel;

/**
 * A log entry without what would keep bundles alive in the ring: exceptions are text already.
 *
 * @param logger its whole name
 * @param exception what {@link ExceptionText} says; null if there was none
 */
record Entry(
    Instant time, LogLevel level, String logger, String message, @Nullable String exception) {

  static Entry of(LogEntry entry) {
    Throwable thrown = entry.getException();
    return new Entry(
        Instant.ofEpochMilli(entry.getTime()),
        event(entry) && entry.getLogLevel() == LogLevel.INFO ? LogLevel.DEBUG : entry.getLogLevel(),
        Objects.requireNonNullElse(entry.getLoggerName(), "unnamed"),
        Objects.requireNonNullElse(entry.getMessage(), ""),
        thrown == null ? null : ExceptionText.of(thrown));
  }

  /**
   * Whether it tells of a bundle or service that came or went (Compendium §101.6): hundreds at each
   * start, whatever level is set.
   */
  static boolean event(LogEntry entry) {
    String name = entry.getLoggerName();
    return name != null && name.startsWith("Events.");
  }
}
