// SPDX-License-Identifier: Apache-2.0
package io.sallyport.launcher;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/** The folder of one running instance, locked while it runs. */
final class Home implements AutoCloseable {

  private final Path root;
  private final FileChannel lockFile;
  private final FileLock lock;

  private Home(Path root, FileChannel lockFile, FileLock lock) {
    this.root = root;
    this.lockFile = lockFile;
    this.lock = lock;
  }

  /**
   * Makes what is missing, copies the default configuration into a home without {@code configs/},
   * and locks it.
   *
   * @throws StartFailure if another instance has it, or it cannot be written
   */
  static Home open(Path root, Path dist) throws StartFailure {
    try {
      boolean fresh = !Files.isDirectory(root.resolve("configs"));
      for (var name : new String[] {"configs", "deploy"}) {
        Files.createDirectories(root.resolve(name));
      }
      var run = root.resolve("run");
      makeForOwner(run);
      makeForOwner(root.resolve("data"));
      Files.createDirectories(root.resolve("data/tmp"));
      if (fresh) {
        copyDefaults(dist.resolve("configs"), root.resolve("configs"));
      }
      return lock(root, run);
    } catch (IOException e) {
      throw new StartFailure(
          "cannot use " + root + " as home: " + e + "; name another with --home DIR", e);
    }
  }

  /** For its owner alone: sockets of the shell in the one, keys and choices in the other. */
  private static void makeForOwner(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      Files.createDirectory(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
  }

  private static void copyDefaults(Path from, Path to) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(from, "*.cfg.json")) {
      for (var file : files) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }

  private static Home lock(Path root, Path run) throws IOException, StartFailure {
    var path = run.resolve("lock");
    var channel =
        FileChannel.open(
            path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    FileLock lock = tryLock(channel);
    if (lock == null) {
      channel.close();
      throw new StartFailure(
          "another Sallyport (pid "
              + Files.readString(path).strip()
              + ") runs with home "
              + root
              + "; stop it, or name another home with --home DIR");
    }
    channel.truncate(0);
    channel.write(StandardCharsets.UTF_8.encode(ProcessHandle.current().pid() + "\n"));
    return new Home(root, channel, lock);
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // held by this very JVM
    }
  }

  Path root() {
    return root;
  }

  @Override
  public void close() throws IOException {
    lock.release();
    lockFile.close();
  }
}
