// SPDX-License-Identifier: Apache-2.0
package io.sallyport.logging.internal;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.osgi.service.log.LogLevel;

/** One entry, one line; without the line's end. */
enum LineFormat {
  /** {@code 2026-11-21T10:00:00.123Z INFO policy: message}. */
  PLAIN {
    @Override
    String line(Entry entry) {
      return TIME.format(entry.time()) + " " + body(entry);
    }
  },

  /** For journald, which knows the time: sd-daemon(3) priorities before the text. */
  JOURNAL {
    @Override
    String line(Entry entry) {
      return "<" + priority(entry.level()) + ">" + body(entry);
    }
  },

  /** An object with time, level, logger, message and exception. */
  JSON {
    @Override
    String line(Entry entry) {
      var text = new StringWriter();
      try (var out = new JsonWriter(text)) {
        out.beginObject();
        out.name("time").value(TIME.format(entry.time()));
        out.name("level").value(entry.level().name().toLowerCase(java.util.Locale.ROOT));
        out.name("logger").value(entry.logger());
        out.name("message").value(cut(entry.message()));
        if (entry.exception() != null) {
          out.name("exception").value(cut(entry.exception()));
        }
        out.endObject();
      } catch (IOException e) {
        throw new UncheckedIOException("a StringWriter does not fail", e);
      }
      // Gson escapes C0 and the line separators; the C1 block reaches terminals too.
      return escapeControls(text.toString());
    }
  };

  private static final int LONGEST = 8192;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  abstract String line(Entry entry);

  private static String body(Entry entry) {
    var text = new StringBuilder("%-5s ".formatted(entry.level().name()));
    escape(text, LogSettings.shortName(entry.logger()));
    text.append(": ");
    escape(text, cut(entry.message()));
    if (entry.exception() != null) {
      text.append(": ");
      escape(text, cut(entry.exception()));
    }
    return text.toString();
  }

  private static String cut(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
  }

  /** Nothing that ends a line, moves a cursor or turns the direction of writing gets through. */
  private static void escape(StringBuilder out, String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (harmless(c)) {
            out.append(c);
          } else {
            out.append("\\u%04x".formatted((int) c));
          }
        }
      }
    }
  }

  private static String escapeControls(String json) {
    var out = new StringBuilder(json.length());
    escape(out, json);
    return out.toString();
  }

  private static boolean harmless(char c) {
    return !Character.isISOControl(c)
        && Character.getType(c) != Character.FORMAT
        && Character.getType(c) != Character.LINE_SEPARATOR
        && Character.getType(c) != Character.PARAGRAPH_SEPARATOR;
  }

  private static int priority(LogLevel level) {
    return switch (level) {
      case AUDIT -> 5;
      case ERROR -> 3;
      case WARN -> 4;
      case INFO -> 6;
      case DEBUG, TRACE -> 7;
    };
  }
}
