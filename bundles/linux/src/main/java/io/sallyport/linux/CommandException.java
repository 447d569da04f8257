// SPDX-License-Identifier: Apache-2.0
package io.sallyport.linux;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A program such as {@code nft} or {@code ip} failed, is absent or did not end in time. */
public final class CommandException extends LinuxException {

  private static final long serialVersionUID = 1L;

  private final transient List<String> command;
  private final int status;
  private final String said;

  /**
   * @param command with its arguments
   * @param status its exit status; -1 if it did not run or did not end
   * @param said what it wrote to stderr, or why it did not run
   * @param remedy what to do, if that is known
   */
  public CommandException(List<String> command, int status, String said, @Nullable String remedy) {
    super(
        shown(command)
            + (status < 0 ? ": " : " ended with " + status + ": ")
            + (said.isBlank() ? "it said nothing" : said.strip()),
        remedy);
    this.command = List.copyOf(command);
    this.status = status;
    this.said = said;
  }

  /** A script that is an argument would bury what the program said. */
  private static String shown(List<String> command) {
    return command.stream()
        .map(word -> word.length() > 200 || word.indexOf('\n') >= 0 ? "..." : word)
        .collect(java.util.stream.Collectors.joining(" "));
  }

  /** With its arguments. */
  public List<String> command() {
    return command;
  }

  /** Its exit status; -1 if it did not run or did not end. */
  public int status() {
    return status;
  }

  /** What it wrote to stderr: nft names line and column here. */
  public String said() {
    return said;
  }
}
