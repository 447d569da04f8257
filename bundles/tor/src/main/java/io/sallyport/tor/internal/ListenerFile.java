// SPDX-License-Identifier: Apache-2.0
package io.sallyport.tor.internal;

import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of the SOCKS listener that {@code tor:enable} makes: a file like any other, so
 * that it outlives a restart and can be edited. One that somebody else has written is left alone.
 */
final class ListenerFile {

  private static final String FIRST =
      "// Made by tor:enable; tor:disable removes it, unless this line is taken out.";

  private static final Set<PosixFilePermission> MODE = PosixFilePermissions.fromString("rw-------");

  private final @Nullable Path home;

  ListenerFile(@Nullable Path home) {
    this.home = home;
  }

  private Path file(String outbound) throws IOException {
    if (home == null) {
      throw new IOException("this instance has no home, and no folder for configuration");
    }
    return home.resolve("configs").resolve("io.sallyport.socks~" + outbound + ".cfg.json");
  }

  /**
   * Puts the file there.
   *
   * @return where it is
   * @throws IOException if there is another of its name, or it cannot be written
   */
  Path write(String outbound, int port) throws IOException {
    var file = file(outbound);
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS) && !isOurs(file)) {
      throw new IOException(file + " is not from tor:enable and stays as it is");
    }
    var text =
        """
        %s
        {
          "listen": "127.0.0.1",
          "listen_port": %s,
          // Programs that log in by another name or password share no circuit. Without "users"
          // here any are welcome: nobody checks them.
          "isolation": ["auth_user"],
          "final": %s
        }
        """
            .formatted(FIRST, Integer.toString(port), new JsonPrimitive(outbound));
    var draft = file.resolveSibling("." + file.getFileName() + ".draft");
    Files.deleteIfExists(draft);
    Files.createFile(draft, PosixFilePermissions.asFileAttribute(MODE));
    Files.writeString(draft, text);
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    return file;
  }

  /**
   * Takes the file away.
   *
   * @return whether there was one
   * @throws IOException if it is not ours, or cannot be removed
   */
  boolean remove(String outbound) throws IOException {
    var file = file(outbound);
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    if (!isOurs(file)) {
      throw new IOException(file + " is not from tor:enable and stays as it is");
    }
    Files.delete(file);
    return true;
  }

  private static boolean isOurs(Path file) throws IOException {
    try (var lines = Files.lines(file)) {
      return lines.findFirst().filter(FIRST::equals).isPresent();
    }
  }
}
