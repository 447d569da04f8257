// SPDX-License-Identifier: Apache-2.0
package io.sallyport.launcher;

import io.sallyport.password.PasswordHash;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * {@code sallyport hash}: makes the {@code password_hash} of a listener's user, from a password
 * that is typed without echo, or is the first line of the standard input. It never stands on a
 * command line, where other users of the machine could read it.
 */
final class HashCommand {

  private HashCommand() {}

  /** Asks for the password and returns its hash. */
  static String run() throws StartFailure {
    var console = System.console();
    char[] password =
        console != null && console.isTerminal() ? typed(console) : firstLine(System.in);
    try {
      return PasswordHash.make(password);
    } catch (IllegalArgumentException e) {
      throw new StartFailure(String.valueOf(e.getMessage()));
    } finally {
      Arrays.fill(password, '\0');
    }
  }

  private static char[] typed(Console console) throws StartFailure {
    char[] once = console.readPassword("Password: ");
    char[] again = console.readPassword("Once more: ");
    if (once == null || again == null || !Arrays.equals(once, again)) {
      throw new StartFailure("the two are not the same");
    }
    Arrays.fill(again, '\0');
    return once;
  }

  private static char[] firstLine(InputStream in) throws StartFailure {
    try {
      var line = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)).readLine();
      return line == null ? new char[0] : line.toCharArray();
    } catch (IOException e) {
      throw new StartFailure("cannot read the password: " + e.getMessage(), e);
    }
  }
}
