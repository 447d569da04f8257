// SPDX-License-Identifier: Apache-2.0
package io.sallyport.bench.attach;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Everything that was measured.
 *
 * @param notes what a reader must know
 */
record AttachResults(
    double seconds,
    int rounds,
    List<Figures> figures,
    List<Endurance> endurance,
    List<String> notes) {

  Optional<Figures> kernel(Figures figures) {
    return this.figures.stream()
        .filter(f -> f.measure().equals(figures.measure()) && f.type().equals(Way.KERNEL))
        .findAny();
  }

  /** Of each round, the part of what the kernel did in it; empty without a kernel. */
  List<Double> ratios(Figures figures) {
    var ratios = new ArrayList<Double>();
    kernel(figures)
        .ifPresent(
            kernel -> {
              for (int i = 0; i < figures.values().size(); i++) {
                double base = i < kernel.values().size() ? kernel.values().get(i) : 0;
                ratios.add(base == 0 ? 0 : figures.values().get(i) / base);
              }
            });
    return ratios;
  }

  double ratio(Figures figures) {
    return Figures.median(ratios(figures), Double::doubleValue);
  }

  /** The part of the kernel's figure that was to be reached; 0 for none. */
  static double mark(Figures figures) {
    return Measure.ALL.stream()
        .filter(measure -> measure.name().equals(figures.measure()))
        .mapToDouble(measure -> measure.mark(figures.type()))
        .findAny()
        .orElse(0);
  }

  /** Why the run is a failure; empty if it is none. A variant is an experiment and has no marks. */
  List<String> verdict() {
    var reasons = new ArrayList<String>();
    for (var one : figures) {
      var where = one.measure() + ", " + one.way() + ": ";
      // Datagrams may be lost on the way, by whomever.
      if (!one.failures().isEmpty() && !one.measure().startsWith("udp")) {
        reasons.add(where + one.failures());
      }
      double best = ratios(one).stream().mapToDouble(Double::doubleValue).max().orElse(0);
      if (one.way().equals(one.type()) && best < mark(one)) {
        reasons.add(
            where
                + "%.2f of the kernel, at best %.2f; the mark is %.1f"
                    .formatted(ratio(one), best, mark(one)));
      }
    }
    for (var one : endurance) {
      var where = one.what() + ", " + one.way() + ": ";
      one.problems().forEach(problem -> reasons.add(where + problem));
      if (!one.growth().isEmpty()) {
        reasons.add(where + "not flat: " + one.growth());
      }
    }
    return reasons;
  }
}
