// SPDX-License-Identifier: Apache-2.0
package io.sallyport.itest.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;

/** The folder of one instance. */
public record Home(Path root) implements AutoCloseable {

  /** A new one, with an empty {@code configs/}. */
  public static Home create() throws IOException {
    var root = Files.createTempDirectory("sallyport-it");
    Files.createDirectories(root.resolve("configs"));
    Files.createDirectories(root.resolve("deploy"));
    Files.createDirectories(root.resolve("secrets"));
    return new Home(root);
  }

  /** Where the configuration of a PID is. */
  public Path config(String pid) {
    return root.resolve("configs").resolve(pid + ".cfg.json");
  }

  /** Puts a configuration there in one step, as a careful editor does. */
  public void write(String pid, String json) throws IOException {
    var draft = root.resolve("draft");
    Files.writeString(draft, json);
    Files.move(draft, config(pid), StandardCopyOption.ATOMIC_MOVE);
  }

  /** Puts a jar into {@code deploy/} in one step. */
  public void deploy(String name, Path jar) throws IOException {
    var draft = root.resolve("draft.jar");
    Files.copy(jar, draft, StandardCopyOption.REPLACE_EXISTING);
    Files.move(draft, root.resolve("deploy").resolve(name), StandardCopyOption.ATOMIC_MOVE);
  }

  /** Takes a jar away. */
  public void undeploy(String name) throws IOException {
    Files.delete(root.resolve("deploy").resolve(name));
  }

  /** Writes a secret that only its owner can read. */
  public void secret(String name, String value) throws IOException {
    var file = root.resolve("secrets").resolve(name);
    Files.writeString(file, value + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  @Override
  public void close() throws IOException {
    try (var files = Files.walk(root)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
