// SPDX-License-Identifier: Apache-2.0
package io.sallyport.launcher.shell;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a line is to the client, which knows no more of gogo than its quotes. */
final class CommandLine {

  private static final Pattern BARE = Pattern.compile("[\\w:.,/@%+~*-]+");

  private CommandLine() {}

  /**
   * A line out of the arguments of a program: one alone is a line already, as {@code sh -c} takes
   * it; of several each stays the one argument that the operator's own shell made of it.
   */
  static String of(List<String> arguments) {
    return arguments.size() == 1
        ? arguments.getFirst()
        : arguments.stream().map(CommandLine::quote).collect(Collectors.joining(" "));
  }

  private static String quote(String argument) {
    if (BARE.matcher(argument).matches()) {
      return argument;
    }
    return argument.indexOf('\'') < 0
        ? "'" + argument + "'"
        : "\"" + argument.replaceAll("([\"$\\\\])", "\\\\$1") + "\"";
  }

  /** Nothing to run: empty, or a comment. */
  static boolean isEmpty(String line) {
    return line.isBlank() || line.stripLeading().startsWith("#");
  }

  /** Leave the client; what runs goes on running. */
  static boolean leaves(String line) {
    return List.of("exit", "quit").contains(line.strip());
  }

  /** Stops the product: worth a question to a person. */
  static boolean stops(String line) {
    String word = line.strip().split("\\s+", 2)[0];
    return !line.contains("--help")
        && List.of("shutdown", "sallyport:stop", "sallyport:shutdown").contains(word);
  }
}
