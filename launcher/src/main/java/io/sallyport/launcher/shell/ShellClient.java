// SPDX-License-Identifier: Apache-2.0
package io.sallyport.launcher.shell;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.List;

/**
 * {@code sallyport shell}: runs commands in the instance of a home. Blocks until they have ended;
 * ending this process interrupts them.
 */
public final class ShellClient {

  /** Exit status where no instance runs, or it has gone. */
  public static final int NOT_RUNNING = 3;

  private ShellClient() {}

  /**
   * Runs a command with the streams of this program; without one, the lines of a person or of
   * standard input.
   *
   * @param home of the instance
   * @param command words of one command, or one whole line; empty for many lines
   * @return 0 done, 1 failed, 2 asked wrongly, 3 no instance there, 130 interrupted; of many lines
   *     the last that was not 0
   */
  public static int run(Path home, List<String> command) {
    return run(home, command, System.in, System.out, System.err);
  }

  /**
   * The shell of an instance that runs in this process: reads lines from the terminal until the
   * person leaves, or the instance stops.
   */
  public static void console(Path home) {
    try (var link = ShellLink.open(home)) {
      interactive(home, link);
    } catch (ShellFailure e) {
      complain(System.err, e);
    }
  }

  static int run(
      Path home, List<String> command, InputStream in, PrintStream out, PrintStream err) {
    try (var link = ShellLink.open(home)) {
      if (!command.isEmpty()) {
        return stopping(link, CommandLine.of(command), style(), Output.to(out, err));
      }
      return isTerminal() ? interactive(home, link) : lines(link, in, Output.to(out, err));
    } catch (ShellFailure e) {
      complain(err, e);
      return NOT_RUNNING;
    }
  }

  private static int interactive(Path home, ShellLink link) throws ShellFailure {
    try (var console = new Console(home, link)) {
      return console.loop();
    } catch (IOException e) {
      throw new ShellFailure("cannot use this terminal: " + e.getMessage());
    }
  }

  private static int lines(ShellLink link, InputStream in, Output output) throws ShellFailure {
    int status = 0;
    // The encoding of the terminal or the script, not of the files of this JVM.
    Charset charset = Charset.forName(System.getProperty("stdin.encoding", "UTF-8"));
    var reader = new BufferedReader(new InputStreamReader(in, charset));
    try {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (CommandLine.leaves(line)) {
          break;
        }
        if (!CommandLine.isEmpty(line)) {
          int one = stopping(link, line, Style.PLAIN, output);
          status = one == 0 ? status : one;
          if (CommandLine.stops(line)) {
            break;
          }
        }
      }
    } catch (IOException e) {
      throw new ShellFailure("cannot read standard input: " + e.getMessage());
    }
    return status;
  }

  /** Runs a line; an instance that was told to stop may hang up before it has said so. */
  private static int stopping(ShellLink link, String line, Style style, Output output)
      throws ShellFailure {
    try {
      return link.run(line, style, output);
    } catch (ShellFailure e) {
      if (CommandLine.stops(line)) {
        return 0;
      }
      throw e;
    }
  }

  private static Style style() {
    if (!isTerminal()) {
      return Style.PLAIN;
    }
    try (var terminal = Console.terminal()) {
      return Style.of(terminal);
    } catch (IOException e) {
      return Style.PLAIN;
    }
  }

  /** Whether a person is there: both standard streams are the terminal. */
  private static boolean isTerminal() {
    var console = System.console();
    return console != null && console.isTerminal();
  }

  private static void complain(PrintStream err, ShellFailure failure) {
    err.println("sallyport: " + failure.getMessage());
  }
}
