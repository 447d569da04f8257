// SPDX-License-Identifier: Apache-2.0
package io.sallyport.bench.attach;

import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * What a way came to in a measurement: medians over the rounds.
 *
 * @param cpu of the product, per unit of work; 0 for the kernel, whose work is nobody's
 * @param values of each round
 * @param failures in any round
 */
record Figures(
    String measure,
    String way,
    String type,
    double value,
    String unit,
    double p50,
    double p99,
    double cpu,
    String cpuUnit,
    List<Double> values,
    Map<String, Integer> failures) {

  /**
   * One round.
   *
   * @param value in the measure's unit
   * @param work that was done, in bits, packets, connections or round trips
   * @param failures by what happened
   */
  record Round(
      double value,
      double work,
      double cpuSeconds,
      double p50,
      double p99,
      Map<String, Integer> failures) {}

  static Figures of(Measure measure, Way way, List<Round> rounds) {
    var failures = new java.util.TreeMap<String, Integer>();
    for (var round : rounds) {
      round.failures().forEach((what, n) -> failures.merge(what, n, Integer::sum));
    }
    return new Figures(
        measure.name(),
        way.name(),
        way.type(),
        median(rounds, Round::value),
        measure.unit(),
        median(rounds, Round::p50),
        median(rounds, Round::p99),
        median(rounds, r -> r.work() == 0 ? 0 : r.cpuSeconds() / r.work()) * measure.cpuFactor(),
        measure.cpuUnit(),
        rounds.stream().map(Round::value).toList(),
        Map.copyOf(failures));
  }

  static <T> double median(List<T> all, ToDoubleFunction<T> value) {
    var sorted = all.stream().mapToDouble(value).sorted().toArray();
    if (sorted.length == 0) {
      return 0;
    }
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
