// SPDX-License-Identifier: Apache-2.0
package io.sallyport.launcher.exec;

import java.nio.file.Path;
import java.util.List;

/**
 * What {@code sallyport exec} was told.
 *
 * @param home of the running instance
 * @param outbound tag that everything goes by
 * @param user as whom the program runs; empty for whoever runs this
 * @param command the program and its arguments
 */
public record ExecOptions(Path home, String outbound, String user, List<String> command) {

  static final String USAGE =
      "usage: sallyport exec [--home DIR] [--outbound TAG] [--user NAME] [--] COMMAND...";

  public ExecOptions {
    command = List.copyOf(command);
  }

  /**
   * Reads a command line.
   *
   * @param defaultHome where none is named
   * @throws IllegalArgumentException with what is wrong
   */
  public static ExecOptions parse(List<String> arguments, Path defaultHome) {
    var home = defaultHome;
    String outbound = "direct";
    String user = "";
    int at = 0;
    while (at < arguments.size() && arguments.get(at).startsWith("--")) {
      String option = arguments.get(at++);
      if (option.equals("--")) {
        break;
      }
      if (!List.of("--home", "--outbound", "--user").contains(option)) {
        throw new IllegalArgumentException("exec does not know " + option + "; " + USAGE);
      }
      if (at == arguments.size()) {
        throw new IllegalArgumentException(option + " needs a value");
      }
      String value = arguments.get(at++);
      switch (option) {
        case "--home" -> home = Path.of(value).toAbsolutePath().normalize();
        case "--outbound" -> outbound = value;
        default -> user = value;
      }
    }
    if (at == arguments.size()) {
      throw new IllegalArgumentException("no command is given; " + USAGE);
    }
    return new ExecOptions(home, outbound, user, arguments.subList(at, arguments.size()));
  }
}
