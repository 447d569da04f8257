// SPDX-License-Identifier: Apache-2.0
package io.sallyport.socks.internal;

import io.sallyport.command.CommandFailure;
import io.sallyport.command.Screen;
import io.sallyport.command.Value;
import io.sallyport.password.PasswordHash;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * Shell command {@code socks:hash}. A password never stands on its line: lines are kept in a
 * history, and shown by {@code ps} where they are arguments of {@code bin/sallyport shell}.
 */
@Component(
    service = PasswordCommand.class,
    property = {"osgi.command.scope=socks", "osgi.command.function=hash"})
public final class PasswordCommand {

  /** 144 bits: 24 characters of Base64. */
  private static final int RANDOM_BYTES = 18;

  /** One more than the longest password of RFC 1929 and the end of its line. */
  private static final int MOST_BYTES = 255 + 2 + 1;

  /** For declarative services. */
  @Activate
  public PasswordCommand() {}

  /**
   * {@code socks:hash [--file FILE]}.
   *
   * @throws CommandFailure if the file cannot be read or holds no password; no message shows what
   *     is in it
   */
  @Descriptor(
      "makes the password_hash of a user: of the first line of a file, else of a new password,"
          + " which is shown once; \"sallyport hash\" takes one that is typed")
  public void hash(
      CommandSession shell,
      @Parameter(names = "--file", absentValue = "")
          @Descriptor("file whose first line is the password")
          @Value(value = "FILE", kind = Value.Kind.FILE)
          String file)
      throws CommandFailure {
    Screen screen = Screen.of(shell);
    if (file.isEmpty()) {
      char[] made = random();
      screen.line("password:      " + new String(made));
      screen.line("password_hash: " + hashed(made));
    } else {
      screen.line(hashed(firstLine(shell.currentDir().resolve(file))));
    }
  }

  private static String hashed(char[] password) throws CommandFailure {
    try {
      return PasswordHash.make(password);
    } catch (IllegalArgumentException e) {
      throw CommandFailure.failed(String.valueOf(e.getMessage()));
    } finally {
      Arrays.fill(password, '\0');
    }
  }

  private static char[] random() {
    var bytes = new byte[RANDOM_BYTES];
    new SecureRandom().nextBytes(bytes);
    return Base64.getUrlEncoder().encodeToString(bytes).toCharArray();
  }

  private static char[] firstLine(Path file) throws CommandFailure {
    byte[] bytes;
    try (var in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MOST_BYTES);
    } catch (IOException e) {
      // Without the name: it may be a password in the wrong place.
      throw CommandFailure.failed(
          "the file of --file cannot be read: " + e.getClass().getSimpleName());
    }
    var text = StandardCharsets.UTF_8.decode(java.nio.ByteBuffer.wrap(bytes));
    int length = 0;
    while (length < text.length() && text.charAt(length) != '\n' && text.charAt(length) != '\r') {
      length++;
    }
    var password = new char[length];
    text.get(password);
    Arrays.fill(bytes, (byte) 0);
    return password;
  }
}
