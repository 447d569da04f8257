// SPDX-License-Identifier: Apache-2.0
package io.sallyport.logging.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.logging.Level;
import org.osgi.service.log.LogLevel;
import org.osgi.service.log.Logger;
import org.osgi.service.log.admin.LoggerAdmin;

/**
 * Which loggers write what, in the Log Service and in {@code java.util.logging} alike; any thread.
 */
final class Levels {

  private final LoggerAdmin admin;
  private final SortedMap<String, LogLevel> levels = new TreeMap<>();

  /** Held, because {@code java.util.logging} itself holds its loggers weakly. */
  private final List<java.util.logging.Logger> held = new ArrayList<>();

  Levels(LoggerAdmin admin) {
    this.admin = admin;
  }

  /** Sets all levels as configured; what was set by hand is over. */
  synchronized void apply(LogSettings settings) {
    levels.clear();
    levels.putAll(settings.levels());
    levels.putIfAbsent(Logger.ROOT_LOGGER_NAME, settings.level());
    spread();
  }

  /** Sets the level of one logger, until the next change of the configuration. */
  synchronized void set(String logger, LogLevel level) {
    levels.put(logger, level);
    spread();
  }

  /** What is set, by logger. */
  synchronized SortedMap<String, LogLevel> all() {
    return new TreeMap<>(levels);
  }

  /** Whether an entry is to be written: events of the framework pass by all other filters. */
  boolean enabled(Entry entry) {
    return admin.getLoggerContext(null).getEffectiveLogLevel(entry.logger()).implies(entry.level());
  }

  private void spread() {
    admin.getLoggerContext(null).setLogLevels(levels);
    held.forEach(logger -> logger.setLevel(null));
    held.clear();
    for (Map.Entry<String, LogLevel> entry : levels.entrySet()) {
      boolean root = entry.getKey().equals(Logger.ROOT_LOGGER_NAME);
      var logger = java.util.logging.Logger.getLogger(root ? "" : entry.getKey());
      logger.setLevel(jul(entry.getValue()));
      if (!root) {
        held.add(logger);
      }
    }
  }

  private static Level jul(LogLevel level) {
    return switch (level) {
      case AUDIT -> Level.OFF;
      case ERROR -> Level.SEVERE;
      case WARN -> Level.WARNING;
      case INFO -> Level.INFO;
      case DEBUG -> Level.FINE;
      case TRACE -> Level.ALL;
    };
  }
}
