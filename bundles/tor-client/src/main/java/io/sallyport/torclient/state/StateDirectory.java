// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torclient.state;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/**
 * The folder of one client, locked while it is open: two clients would overwrite each other's
 * guards. The folder has mode 0700, its files 0600. Blocks; any thread.
 */
public final class StateDirectory implements AutoCloseable {

  private static final Set<PosixFilePermission> FOLDER =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");
  private static final String LOCK = "lock";

  private final Path path;
  private final FileChannel lockFile;

  private StateDirectory(Path path, FileChannel lockFile) {
    this.path = path;
    this.lockFile = lockFile;
  }

  /**
   * Opens a folder; makes it where it is missing.
   *
   * @throws IOException if it cannot be used, is a symbolic link, or another client has it
   */
  public static StateDirectory open(Path path) throws IOException {
    if (Files.isSymbolicLink(path)) {
      throw new IOException(path + " is a symbolic link, which anybody may have made");
    }
    if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      Files.createDirectories(path, PosixFilePermissions.asFileAttribute(FOLDER));
    }
    Files.setPosixFilePermissions(path, FOLDER);
    var file =
        FileChannel.open(
            path.resolve(LOCK),
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(FILE));
    try {
      if (file.tryLock() == null) {
        throw new IOException(path + " is in use by a Tor client of another process");
      }
      return new StateDirectory(path, file);
    } catch (OverlappingFileLockException e) {
      file.close();
      throw new IOException(path + " is in use by another Tor client of this process", e);
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  /** Where it is. */
  public Path path() {
    return path;
  }

  /**
   * The bytes of a file; nothing if it is not there or holds more than it should.
   *
   * @param most how many bytes it may hold
   */
  public Optional<byte[]> read(String name, int most) throws IOException {
    try (var file = Files.newByteChannel(path.resolve(name))) {
      if (file.size() > most) {
        return Optional.empty();
      }
      var bytes = ByteBuffer.allocate((int) file.size());
      while (bytes.hasRemaining() && file.read(bytes) >= 0) {
        // until it is whole
      }
      return Optional.of(java.util.Arrays.copyOf(bytes.array(), bytes.position()));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** Replaces a file in one step: whoever reads finds the old or the new one. */
  public synchronized void write(String name, byte[] content) throws IOException {
    var draft = path.resolve(name + ".draft");
    Files.deleteIfExists(draft);
    try (var file =
        FileChannel.open(
            draft,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(FILE))) {
      var bytes = ByteBuffer.wrap(content);
      while (bytes.hasRemaining()) {
        file.write(bytes);
      }
      file.force(true);
    }
    Files.move(draft, path.resolve(name), StandardCopyOption.ATOMIC_MOVE);
  }

  /** Lets go of it. */
  @Override
  public void close() {
    try {
      lockFile.close();
    } catch (IOException e) {
      // The lock goes with the descriptor, and that is gone either way.
    }
  }
}
