// SPDX-License-Identifier: Apache-2.0
package io.sallyport.logging.internal;

import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.sallyport.api.config.ConfigException;
import io.sallyport.api.config.ConfigProblem;
import io.sallyport.api.config.Key;
import io.sallyport.api.config.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.osgi.service.log.LogLevel;

/**
 * How to log; immutable.
 *
 * @param level of all loggers that {@code levels} does not name
 * @param levels by logger name, which stands for all names that begin with it and a dot
 * @param format of lines
 */
record LogSettings(LogLevel level, Map<String, LogLevel> levels, Format format) {

  /** Form of a line. */
  enum Format {
    /** For people. */
    PLAIN,
    /** One JSON object. */
    JSON
  }

  /** The levels, most urgent first. */
  enum Level {
    ERROR,
    WARN,
    INFO,
    DEBUG,
    TRACE
  }

  static final String PID = "io.sallyport.log";

  private static final Key<Level> LEVEL =
      Key.choice("level", "the least urgent entries that are written", Level.class).or("info");
  private static final Key<String> LEVELS =
      Key.json(
          "levels",
          "object of level by logger",
          "other levels for single loggers: {\"policy\": \"debug\", \"io.netty\": \"warn\"}");
  private static final Key<Format> FORMAT =
      Key.choice("format", "plain for people, json for machines", Format.class).or("plain");

  static final List<Key<?>> KEYS = List.of(LEVEL, LEVELS, FORMAT);

  /** Reads a configuration. */
  static LogSettings of(Settings settings) throws ConfigException {
    String levels = settings.find(LEVELS);
    return new LogSettings(
        osgi(settings.get(LEVEL)),
        levels == null ? Map.of() : levels(levels),
        settings.get(FORMAT));
  }

  private static Map<String, LogLevel> levels(String json) throws ConfigException {
    var levels = new TreeMap<String, LogLevel>();
    var problems = new ArrayList<ConfigProblem>();
    try {
      for (Map.Entry<String, JsonElement> entry :
          JsonParser.parseString(json).getAsJsonObject().entrySet()) {
        try {
          levels.put(loggerName(entry.getKey()), level(entry.getValue().getAsString()));
        } catch (IllegalArgumentException e) {
          problems.add(
              new ConfigProblem("levels." + entry.getKey(), String.valueOf(e.getMessage())));
        } catch (UnsupportedOperationException | IllegalStateException e) {
          problems.add(new ConfigProblem("levels." + entry.getKey(), "is not the name of a level"));
        }
      }
    } catch (JsonParseException | IllegalStateException e) {
      throw new ConfigException("levels", "is an object such as {\"policy\": \"debug\"}");
    }
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
    return Map.copyOf(levels);
  }

  /**
   * Reads a level.
   *
   * @throws IllegalArgumentException for what is none
   */
  static LogLevel level(String word) {
    for (Level level : Level.values()) {
      if (level.name().equals(word.toUpperCase(Locale.ROOT))) {
        return osgi(level);
      }
    }
    throw new IllegalArgumentException(
        "\"" + word + "\" is none of error | warn | info | debug | trace");
  }

  private static LogLevel osgi(Level level) {
    return switch (level) {
      case ERROR -> LogLevel.ERROR;
      case WARN -> LogLevel.WARN;
      case INFO -> LogLevel.INFO;
      case DEBUG -> LogLevel.DEBUG;
      case TRACE -> LogLevel.TRACE;
    };
  }

  /** The whole name of a logger: our bundles and Netty may be named as lines name them. */
  static String loggerName(String name) {
    if (name.equalsIgnoreCase("root")) {
      return org.osgi.service.log.Logger.ROOT_LOGGER_NAME;
    }
    if (name.equals("netty")) {
      return "io.netty";
    }
    return name.indexOf('.') < 0 ? "io.sallyport." + name : name;
  }

  /** How a line names a logger: the bundle for ours, the whole name for others. */
  static String shortName(String logger) {
    if (logger.startsWith("io.netty.")) {
      return "netty";
    }
    if (!logger.startsWith("io.sallyport.")) {
      return logger;
    }
    String rest = logger.substring("io.sallyport.".length());
    int dot = rest.indexOf('.');
    return dot < 0 ? rest : rest.substring(0, dot);
  }
}
