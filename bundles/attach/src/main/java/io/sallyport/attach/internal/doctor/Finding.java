// SPDX-License-Identifier: Apache-2.0
package io.sallyport.attach.internal.doctor;

import io.sallyport.command.Json;
import io.sallyport.command.Tone;
import java.util.Locale;

/**
 * One thing about the machine.
 *
 * @param subject what it is about, one or two words
 * @param text how it stands
 * @param remedy what to do; empty where nothing need be done
 */
record Finding(Level level, String subject, String text, String remedy) {

  /** How bad it is. */
  enum Level {
    /** As it should be. */
    OK,
    /** Works, and may surprise. */
    NOTE,
    /** Something will not work. */
    PROBLEM
  }

  static Finding ok(String subject, String text) {
    return new Finding(Level.OK, subject, text, "");
  }

  static Finding note(String subject, String text, String remedy) {
    return new Finding(Level.NOTE, subject, text, remedy);
  }

  static Finding problem(String subject, String text, String remedy) {
    return new Finding(Level.PROBLEM, subject, text, remedy);
  }

  /** {@code ok}, {@code note} or {@code problem}. */
  String label() {
    return level.name().toLowerCase(Locale.ROOT);
  }

  Tone tone() {
    return switch (level) {
      case OK -> Tone.PLAIN;
      case NOTE -> Tone.WARN;
      case PROBLEM -> Tone.BAD;
    };
  }

  Json json() {
    return new Json()
        .put("level", label())
        .put("subject", subject)
        .put("text", text)
        .put("remedy", remedy);
  }
}
