// SPDX-License-Identifier: Apache-2.0
package io.sallyport.socks.internal;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The file of a Unix socket, in its place. Blocks, so not for an event loop.
 *
 * @param key what tells this file from one that has taken its name; null where the system has none
 */
record SocketFile(Path path, @Nullable Object key) {

  /** Bytes of a path that fit into {@code sun_path} (unix(7)) behind the nest's name. */
  static final int LONGEST = 95;

  /**
   * A directory that only its owner can enter. A socket is bound in there and gets its mode before
   * it has its name, so that at no time anybody can connect whom the mode keeps out.
   */
  record Nest(Path directory) implements AutoCloseable {

    /** Where the socket is to be bound. */
    Path egg() {
      return directory.resolve("s");
    }

    /** Moves the socket to its name, over one on which nobody listens. */
    SocketFile hatch(Path path, Set<PosixFilePermission> mode) throws IOException {
      Files.setPosixFilePermissions(egg(), mode);
      Object key = attributes(egg()).fileKey();
      Files.move(egg(), path, StandardCopyOption.ATOMIC_MOVE);
      return new SocketFile(path, key);
    }

    @Override
    public void close() throws IOException {
      Files.deleteIfExists(egg());
      Files.deleteIfExists(directory);
    }
  }

  /** A nest beside a path. */
  static Nest nest(Path path) throws IOException {
    var owner = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    var name = ".s" + Long.toString(ThreadLocalRandom.current().nextLong(46_656, 1_679_616), 36);
    return new Nest(Files.createDirectory(path.resolveSibling(name), owner));
  }

  /**
   * What stands at a path may be replaced only if it is a socket on which nobody listens.
   *
   * @throws FileAlreadyExistsException if it is anything else
   */
  static void refuseLiving(Path path) throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (!attributes(path).isOther()) {
      throw new FileAlreadyExistsException(path + " is there and is no socket");
    }
    try (var other = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      other.connect(UnixDomainSocketAddress.of(path));
    } catch (java.net.ConnectException e) {
      return;
    }
    throw new FileAlreadyExistsException("another program listens on it");
  }

  /** Takes the file away, unless its name is another's by now. */
  void remove() {
    try {
      if (key == null || key.equals(attributes(path).fileKey())) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      // It is gone, or cannot be taken away: nobody listens on it, and the next one replaces it.
    }
  }

  static int length(Path path) {
    return path.toString().getBytes(StandardCharsets.UTF_8).length;
  }

  private static BasicFileAttributes attributes(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }
}
