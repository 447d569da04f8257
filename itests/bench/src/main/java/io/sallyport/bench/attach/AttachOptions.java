// SPDX-License-Identifier: Apache-2.0
package io.sallyport.bench.attach;

import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the command line says; see the README of this module.
 *
 * @param tests names; all if empty
 * @param sessions how many at the end
 * @param cycles of attaching and detaching
 */
record AttachOptions(
    Path dist,
    Path out,
    double seconds,
    int rounds,
    Set<String> tests,
    List<Way> ways,
    long sessions,
    int cycles) {

  static final String SESSIONS = "sessions";
  static final String CYCLES = "cycles";

  /**
   * Reads system properties {@code bench.*}.
   *
   * @throws IllegalArgumentException for a value that cannot be used
   */
  static AttachOptions of(Properties properties) {
    var options =
        new AttachOptions(
            Path.of(properties.getProperty("bench.dist", "launcher/target/sallyport")),
            Path.of(properties.getProperty("bench.out", "target")),
            Double.parseDouble(properties.getProperty("bench.seconds", "2")),
            Integer.parseInt(properties.getProperty("bench.rounds", "5")),
            Set.copyOf(split(properties.getProperty("bench.attach", ""), ",")),
            Way.of(
                split(properties.getProperty("bench.relays", ""), ","),
                split(properties.getProperty("bench.ours.opts", ""), "\\|")),
            Long.parseLong(properties.getProperty("bench.attach.sessions", "1000000")),
            Integer.parseInt(properties.getProperty("bench.attach.cycles", "100")));
    var known =
        Stream.concat(Measure.ALL.stream().map(Measure::name), Stream.of(SESSIONS, CYCLES))
            .collect(Collectors.toSet());
    var unknown = options.tests.stream().filter(name -> !known.contains(name)).toList();
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException("bench.attach names no test: " + unknown);
    }
    if (options.rounds < 1 || !(options.seconds >= 0.1 && options.seconds <= 3600)) {
      throw new IllegalArgumentException("bench.rounds or bench.seconds is out of range");
    }
    return options;
  }

  private static List<String> split(String text, String separator) {
    return Stream.of(text.split(separator))
        .map(String::strip)
        .filter(s -> !s.isEmpty())
        .distinct()
        .toList();
  }

  boolean wants(String test) {
    return tests.isEmpty() || tests.contains(test);
  }
}
