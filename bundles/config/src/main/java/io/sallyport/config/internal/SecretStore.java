// SPDX-License-Identifier: Apache-2.0
package io.sallyport.config.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Secrets in files that nobody but their owner can read, and the environment. Reads anew each time,
 * so that a changed secret is seen; any thread.
 */
final class SecretStore implements Placeholders.Source {

  private static final int MAX_SIZE = 64 << 10;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}");
  private static final Set<PosixFilePermission> OTHERS =
      EnumSet.complementOf(
          EnumSet.of(
              PosixFilePermission.OWNER_READ,
              PosixFilePermission.OWNER_WRITE,
              PosixFilePermission.OWNER_EXECUTE));

  private final Path directory;
  private final UnaryOperator<@Nullable String> environment;

  SecretStore(Path directory, UnaryOperator<@Nullable String> environment) {
    this.directory = directory;
    this.environment = environment;
  }

  /** The secrets of an installation: {@code <home>/secrets}. */
  static SecretStore at(@Nullable String home) {
    return new SecretStore(Path.of(home == null ? "" : home, "secrets"), System::getenv);
  }

  @Override
  public String secret(String name) throws UnknownSecretException {
    String shown = "the secret \"" + name + "\"";
    if (!NAME.matcher(name).matches()) {
      throw new UnknownSecretException(
          shown + " is no name of a file in " + directory + ": letters, digits, . _ - only");
    }
    Path file = directory.resolve(name);
    if (!Files.isRegularFile(file)) {
      throw new UnknownSecretException(shown + " does not exist: no file " + file);
    }
    try {
      if (Files.getPosixFilePermissions(file).stream().anyMatch(OTHERS::contains)) {
        throw new UnknownSecretException(
            shown + " is open to others than its owner: chmod 600 " + file);
      }
      return text(shown, file);
    } catch (UnsupportedOperationException e) {
      throw new UnknownSecretException(
          shown + " lies on a file system that does not say who may read it: " + file);
    } catch (IOException e) {
      throw new UnknownSecretException(shown + " cannot be read: " + file);
    }
  }

  private static String text(String shown, Path file) throws IOException, UnknownSecretException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MAX_SIZE + 1);
    }
    if (bytes.length > MAX_SIZE) {
      throw new UnknownSecretException(shown + " is larger than 64 KiB: " + file);
    }
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new UnknownSecretException(shown + " is not UTF-8: " + file);
    }
    if (text.endsWith("\n")) {
      text = text.substring(0, text.length() - (text.endsWith("\r\n") ? 2 : 1));
    }
    if (text.isEmpty()) {
      throw new UnknownSecretException(shown + " is empty: " + file);
    }
    return text;
  }

  @Override
  public String env(String name) throws UnknownSecretException {
    String value = environment.apply(name);
    if (value == null) {
      throw new UnknownSecretException("the environment has no variable \"" + name + "\"");
    }
    return value;
  }
}
