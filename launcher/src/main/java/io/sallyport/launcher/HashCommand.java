// SPDX-License-Identifier: Apache-2.0
package io.sallyport.launcher;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * {@code sallyport hash}: makes the {@code password_hash} of a listener's user, from a password
 * that is typed without echo, or is the first line of the standard input. It never stands on a
 * command line, where other users of the machine could read it.
 */
final class HashCommand {

  /** What the listener asks for at least; see its {@code users}. */
  private static final int ITERATIONS = 210_000;

  private static final int SALT_BYTES = 16;
  private static final int HASH_BITS = 256;
  private static final int MOST_BYTES = 255;

  private HashCommand() {}

  /** Asks for the password and returns its hash. */
  static String run() throws StartFailure {
    var console = System.console();
    char[] password =
        console != null && console.isTerminal() ? typed(console) : firstLine(System.in);
    try {
      int length = new String(password).getBytes(StandardCharsets.UTF_8).length;
      if (length < 1 || length > MOST_BYTES) {
        throw new StartFailure("a password has 1 to 255 bytes (RFC 1929)");
      }
      return hash(password);
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

  /** PBKDF2 with HMAC-SHA-512 as {@code $pbkdf2-sha512$i=N$SALT$HASH}. */
  static String hash(char[] password) {
    var salt = new byte[SALT_BYTES];
    new SecureRandom().nextBytes(salt);
    var spec = new PBEKeySpec(password, salt, ITERATIONS, HASH_BITS);
    try {
      byte[] hash =
          SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512").generateSecret(spec).getEncoded();
      var text = Base64.getEncoder().withoutPadding();
      return "$pbkdf2-sha512$i="
          + ITERATIONS
          + "$"
          + text.encodeToString(salt)
          + "$"
          + text.encodeToString(hash);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has PBKDF2WithHmacSHA512", e);
    } finally {
      spec.clearPassword();
    }
  }
}
