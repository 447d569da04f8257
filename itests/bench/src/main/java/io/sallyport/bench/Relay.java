// SPDX-License-Identifier: Apache-2.0
package io.sallyport.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A way for sessions to get to the target. */
sealed interface Relay permits Direct, Haproxy, Danted, Microsocks, Sallyport {

  /** For tables; different for each relay of a run. */
  String name();

  /** What kind of program it is; variants share it. */
  default String family() {
    return name();
  }

  /** Whether it is asked by SOCKS5, or is bound to the target. */
  boolean socks();

  /** Whether it has anything to say in a test. */
  default boolean takesPart(Test test) {
    return true;
  }

  /** Why it cannot be run here; empty if it can. */
  Optional<String> missing();

  /**
   * What to run.
   *
   * @param directory its own, empty
   * @param port of 127.0.0.1 to listen on
   * @param targets ports of the target
   */
  Command command(Path directory, int port, List<Integer> targets) throws IOException;

  /**
   * A program and its surroundings.
   *
   * @param words program and arguments; none for no program
   * @param environment what is added to this process's own
   */
  record Command(List<String> words, Map<String, String> environment) {
    static final Command NONE = new Command(List.of(), Map.of());

    static Command of(String... words) {
      return new Command(List.of(words), Map.of());
    }
  }
}
