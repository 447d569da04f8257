// SPDX-License-Identifier: Apache-2.0
package io.sallyport.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Programs of this machine, by name. */
public final class Programs {

  private Programs() {}

  /** On the PATH, or where distributions keep what administrators run. */
  static Optional<Path> find(String name) {
    var path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return Stream.concat(
            Stream.of(path.split(":")), Stream.of("/usr/sbin", "/sbin", "/usr/local/sbin"))
        .filter(directory -> !directory.isEmpty())
        .map(directory -> Path.of(directory, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Why a program cannot be run; empty if it can. */
  public static Optional<String> missing(String name) {
    return find(name).isPresent()
        ? Optional.empty()
        : Optional.of(name + " is not installed (not on PATH, not in /usr/sbin)");
  }

  /** The path of a program, or its name where there is none. */
  static String of(String name) {
    return find(name).map(Path::toString).orElse(name);
  }
}
