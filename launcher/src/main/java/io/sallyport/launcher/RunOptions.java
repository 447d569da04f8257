// SPDX-License-Identifier: Apache-2.0
package io.sallyport.launcher;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What {@code sallyport run} was told.
 *
 * @param home where {@code configs/}, {@code deploy/}, {@code data/} and {@code run/} are
 * @param features names or files of features
 * @param shell whether to open a shell if a terminal is there
 */
record RunOptions(Path home, List<String> features, boolean shell) {

  static final List<String> DEFAULT_FEATURES = List.of("base", "gateway");

  /**
   * Reads a command line.
   *
   * @throws StartFailure for what is no option
   */
  static RunOptions parse(List<String> arguments, Path dist) throws StartFailure {
    var home = defaultHome(dist);
    var features = new ArrayList<String>();
    boolean shell = true;
    for (var rest = arguments.iterator(); rest.hasNext(); ) {
      String argument = rest.next();
      switch (argument) {
        case "--home" -> home = Path.of(value(argument, rest));
        case "--feature" -> features.add(value(argument, rest));
        case "--no-shell" -> shell = false;
        default ->
            throw new StartFailure(
                "run does not know "
                    + argument
                    + "; usage: sallyport run [--home DIR] [--feature NAME]... [--no-shell]");
      }
    }
    return new RunOptions(
        home.toAbsolutePath().normalize(),
        features.isEmpty() ? DEFAULT_FEATURES : List.copyOf(features),
        shell);
  }

  /** {@code SALLYPORT_HOME}, or the distribution itself. */
  static Path defaultHome(Path dist) {
    var fromEnvironment = System.getenv("SALLYPORT_HOME");
    return fromEnvironment == null || fromEnvironment.isEmpty()
        ? dist
        : Path.of(fromEnvironment).toAbsolutePath().normalize();
  }

  static String value(String option, java.util.Iterator<String> rest) throws StartFailure {
    if (!rest.hasNext()) {
      throw new StartFailure(option + " needs a value");
    }
    return rest.next();
  }
}
