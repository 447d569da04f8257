// SPDX-License-Identifier: Apache-2.0
package io.sallyport.bench;

import java.util.List;
import java.util.Optional;

/**
 * Everything that was measured.
 *
 * @param figures in the order of tests, and of relays in each
 * @param notes what a reader must know: what is missing, how fast the product started
 */
record Results(
    double seconds,
    int rounds,
    List<Figure> figures,
    List<Memory> memory,
    List<String> notes,
    List<String> verdict) {

  Results {
    figures = List.copyOf(figures);
    memory = List.copyOf(memory);
    notes = List.copyOf(notes);
    verdict = List.copyOf(verdict);
  }

  Optional<Figure> figure(String test, String relay) {
    return figures.stream().filter(f -> f.test().equals(test) && f.relay().equals(relay)).findAny();
  }

  /** A figure's value as a part of another relay's; 0 where there is none. */
  double ratio(Figure figure, String relay) {
    return figure(figure.test(), relay)
        .filter(other -> other.value() > 0)
        .map(other -> figure.value() / other.value())
        .orElse(0.0);
  }
}
