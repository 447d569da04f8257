// SPDX-License-Identifier: Apache-2.0
package io.sallyport.shell.internal.command;

import io.sallyport.api.Availability;
import io.sallyport.api.Inbound;
import io.sallyport.api.Session;
import io.sallyport.api.config.Configurations;
import io.sallyport.command.Cell;
import io.sallyport.command.Tone;
import org.jspecify.annotations.Nullable;

/** The same state looks the same in every table. */
final class Shown {

  private Shown() {}

  static Cell orDash(@Nullable Object value) {
    return Cell.of(value);
  }

  static Cell state(Session.State state) {
    return new Cell(
        state.label(),
        switch (state) {
          case ACTIVE -> Tone.GOOD;
          case DECIDING, CONNECTING -> Tone.PLAIN;
          case HALF_CLOSED, CLOSED -> Tone.DIM;
          case DRAINING -> Tone.WARN;
        });
  }

  static Cell state(Configurations.State state) {
    return switch (state) {
      case APPLIED -> new Cell("applied", Tone.GOOD);
      case REFUSED -> new Cell("refused", Tone.BAD);
      case STALE -> new Cell("stale", Tone.WARN);
    };
  }

  static Cell availability(Availability availability) {
    return switch (availability) {
      case Availability.Available a -> new Cell("available", Tone.GOOD);
      case Availability.Unavailable u -> new Cell("unavailable: " + u.why(), Tone.BAD);
    };
  }

  /** Why not; null if it is available. */
  static @Nullable String problem(Availability availability) {
    return availability instanceof Availability.Unavailable u ? u.why() : null;
  }

  static Cell status(Inbound.Status status) {
    String problem = status.problem();
    return problem == null ? new Cell("ok", Tone.GOOD) : new Cell(problem, Tone.BAD);
  }

  static Cell bad(String text) {
    return new Cell(text, Tone.BAD);
  }

  /** A number that deserves a tone unless it is zero. */
  static Cell number(long number, Tone tone) {
    return new Cell(Long.toString(number), number == 0 ? Tone.PLAIN : tone);
  }
}
