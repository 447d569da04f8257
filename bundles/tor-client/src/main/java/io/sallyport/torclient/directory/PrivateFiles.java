// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torclient.directory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Set;

/**
 * Files that are nobody else's business: a directory of mode 0700, files of mode 0600, each
 * replaced as a whole or not at all. Whoever reads verifies what is in them, so that nothing waits
 * for the disk: what a loss of power tears is fetched anew, and a slow disk holds nobody up.
 */
final class PrivateFiles {

  private static final Set<PosixFilePermission> DIRECTORY =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");

  private final Path directory;

  /** In a directory that need not exist yet. */
  PrivateFiles(Path directory) {
    this.directory = directory;
  }

  /**
   * Reads a file.
   *
   * @return empty if it is not there, is no plain file, or is longer than {@code limit}
   */
  byte[] read(String name, int limit) throws IOException {
    var file = directory.resolve(name);
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return new byte[0];
    }
    try (var in = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
      if (in.size() > limit) {
        return new byte[0];
      }
      var data = ByteBuffer.allocate((int) in.size());
      while (data.hasRemaining() && in.read(data) >= 0) {
        // until it is whole
      }
      return data.hasRemaining() ? Arrays.copyOf(data.array(), data.position()) : data.array();
    }
  }

  /** Replaces a file. */
  void write(String name, byte[] data) throws IOException {
    prepare();
    var temporary = directory.resolve(name + ".new");
    Files.deleteIfExists(temporary);
    try (var out =
        FileChannel.open(
            temporary,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            attributes(FILE))) {
      var buffer = ByteBuffer.wrap(data);
      while (buffer.hasRemaining()) {
        out.write(buffer);
      }
    }
    Files.move(
        temporary,
        directory.resolve(name),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  private void prepare() throws IOException {
    try {
      var parent = directory.toAbsolutePath().getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      Files.createDirectory(directory, attributes(DIRECTORY));
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(directory)) {
        throw e;
      }
      if (isPosix() && !Files.getPosixFilePermissions(directory).equals(DIRECTORY)) {
        Files.setPosixFilePermissions(directory, DIRECTORY);
      }
    }
  }

  private boolean isPosix() {
    return directory.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  private FileAttribute<?>[] attributes(Set<PosixFilePermission> permissions) {
    return isPosix()
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
        : new FileAttribute<?>[0];
  }
}
