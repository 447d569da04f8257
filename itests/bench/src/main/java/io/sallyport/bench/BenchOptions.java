// SPDX-License-Identifier: Apache-2.0
package io.sallyport.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What the command line says; see the README here.
 *
 * @param dist the product's distribution
 * @param out directory of the results, and of logs and homes of what runs
 * @param seconds length of one measurement
 * @param rounds measurements of each kind per relay
 * @param only names of the tests to run; all if empty
 * @param relays names of the relays to measure; all if empty
 * @param variants JVM options to measure the product with, besides its own
 */
record BenchOptions(
    Path dist,
    Path out,
    double seconds,
    int rounds,
    Set<String> only,
    Set<String> relays,
    List<String> variants) {

  /**
   * Reads system properties {@code bench.*}.
   *
   * @throws IllegalArgumentException for a value that cannot be used
   */
  static BenchOptions of(Properties properties) {
    var options =
        new BenchOptions(
            Path.of(properties.getProperty("bench.dist", "launcher/target/sallyport")),
            Path.of(properties.getProperty("bench.out", "target")),
            Double.parseDouble(properties.getProperty("bench.seconds", "2")),
            Integer.parseInt(properties.getProperty("bench.rounds", "3")),
            words(properties, "bench.only"),
            words(properties, "bench.relays"),
            split(properties.getProperty("bench.ours.opts", ""), "\\|"));
    if (!(options.seconds >= 0.1 && options.seconds <= 3600)) {
      throw new IllegalArgumentException("bench.seconds is not within 0.1 and 3600");
    }
    if (options.rounds < 1) {
      throw new IllegalArgumentException("bench.rounds is less than 1");
    }
    var unknown =
        options.only.stream().filter(name -> Test.ALL.stream().noneMatch(t -> t.is(name))).toList();
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException("bench.only names no test: " + unknown);
    }
    return options;
  }

  private static Set<String> words(Properties properties, String name) {
    return Set.copyOf(split(properties.getProperty(name, ""), ","));
  }

  private static List<String> split(String text, String separator) {
    return Stream.of(text.split(separator))
        .map(String::strip)
        .filter(s -> !s.isEmpty())
        .distinct()
        .toList();
  }

  boolean wants(Test test) {
    return only.isEmpty() || only.contains(test.name());
  }

  boolean wants(Relay relay) {
    return relays.isEmpty() || relays.contains(relay.name()) || relays.contains(relay.family());
  }
}
