// SPDX-License-Identifier: Apache-2.0
package io.sallyport.bench;

import java.util.Map;

/**
 * What a {@link Job} came to.
 *
 * @param value Gbit/s, connections/s or round trips/s; of held sessions, how many
 * @param units what the relay did from the job's beginning to its end, lead included: GiB,
 *     connections, round trips
 * @param p50 latency in microseconds, as are the others; 0 where nothing was timed
 * @param wrong bytes that differed from the pattern
 * @param failures sessions that failed, by what happened
 */
record Outcome(
    double value,
    double units,
    double p50,
    double p99,
    double p999,
    long wrong,
    Map<String, Integer> failures) {

  Outcome {
    failures = Map.copyOf(failures);
  }

  int failed() {
    return failures.values().stream().mapToInt(Integer::intValue).sum();
  }

  boolean clean() {
    return wrong == 0 && failures.isEmpty();
  }
}
