// SPDX-License-Identifier: Apache-2.0
package io.sallyport.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The seeds of a fuzzer, which every build replays: files of {@code src/test/resources/fuzz}. */
public final class Corpus {

  private Corpus() {}

  /**
   * All seeds of a fuzzer, of the module that is being tested.
   *
   * @throws IOException if there are none
   */
  public static Stream<Path> of(Class<?> fuzzer) throws IOException {
    List<Path> seeds;
    try (var files = Files.list(Path.of("src/test/resources/fuzz", fuzzer.getName()))) {
      seeds = files.sorted().toList();
    }
    if (seeds.isEmpty()) {
      throw new IOException("no seeds of " + fuzzer);
    }
    return seeds.stream();
  }
}
