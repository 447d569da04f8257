// SPDX-License-Identifier: Apache-2.0
package io.sallyport.bench;

import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * What a relay came to in a test: the median over the rounds, and all that went wrong in any.
 *
 * @param cpu CPU time of the relay's whole process tree per unit of {@link Test.PerUnit}; 0 for
 *     none
 * @param rounds the values one by one
 */
record Figure(
    String test,
    String relay,
    double value,
    String unit,
    double p50,
    double p99,
    double p999,
    double cpu,
    String cpuUnit,
    long wrong,
    Map<String, Integer> failures,
    List<Double> rounds) {

  /** One round: what the load saw, and the CPU seconds that the relay spent meanwhile. */
  record Round(Outcome outcome, double cpuSeconds) {
    double cpuPerUnit() {
      return outcome.units() == 0 ? 0 : cpuSeconds / outcome.units();
    }
  }

  static Figure of(Test test, String relay, List<Round> rounds) {
    return new Figure(
        test.name(),
        relay,
        median(rounds, r -> r.outcome().value()),
        test.unit(),
        median(rounds, r -> r.outcome().p50()),
        median(rounds, r -> r.outcome().p99()),
        median(rounds, r -> r.outcome().p999()),
        median(rounds, Round::cpuPerUnit) * test.perUnit().factor,
        test.perUnit().label,
        rounds.stream().mapToLong(r -> r.outcome().wrong()).sum(),
        rounds.stream()
            .map(r -> r.outcome().failures())
            .reduce(Map.of(), Failures::sum, Failures::sum),
        rounds.stream().map(r -> r.outcome().value()).toList());
  }

  static double median(List<Round> rounds, ToDoubleFunction<Round> value) {
    var sorted = rounds.stream().mapToDouble(value).sorted().toArray();
    if (sorted.length == 0) {
      return 0;
    }
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  double lowest() {
    return rounds.stream().mapToDouble(Double::doubleValue).min().orElse(value);
  }

  double highest() {
    return rounds.stream().mapToDouble(Double::doubleValue).max().orElse(value);
  }

  /**
   * Whether this is less than the other by more than its own rounds differ: not even the best of
   * them reaches the other's median. Where threads happen to be placed moves a figure of latency by
   * half from one second to the next, for every relay alike.
   */
  boolean below(Figure other) {
    return value < other.value && highest() < other.value;
  }

  boolean clean() {
    return wrong == 0 && failures.isEmpty();
  }
}
