// SPDX-License-Identifier: Apache-2.0
package io.sallyport.group.internal;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** By what a group chooses; two groups of equal rules choose alike. */
sealed interface Rule {

  /** By hand; {@code byDefault} until then, null for the first. */
  record Manual(@Nullable String byDefault) implements Rule {}

  /** By delay, with a tolerance in milliseconds. */
  record Delay(int tolerance) implements Rule {}

  /** In the order of the file. */
  record InOrder() implements Rule {}

  /** Spread. */
  record Spread(Strategy strategy) implements Rule {}

  /** How flows are spread. */
  enum Strategy {
    ROUND_ROBIN("round-robin"),
    LEAST_CONNECTIONS("least-connections"),
    CONSISTENT_HASHING("consistent-hashing"),
    STICKY_SESSIONS("sticky-sessions");

    private final String word;

    Strategy(String word) {
      this.word = word;
    }

    /**
     * Of its word in files.
     *
     * @throws IllegalArgumentException for another
     */
    static Strategy of(String word) {
      for (var one : values()) {
        if (one.word.equals(word)) {
          return one;
        }
      }
      throw new IllegalArgumentException(
          "\""
              + word
              + "\" is none of "
              + Arrays.stream(values()).map(one -> one.word).collect(Collectors.joining(", ")));
    }
  }
}
