// SPDX-License-Identifier: Apache-2.0
package io.sallyport.shell.internal.server;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The socket of an instance, open and in its place. Nobody else can ever connect to it: it is bound
 * in a directory of our own, gets its mode there, and moves to its name then.
 *
 * @param channel accepts
 * @param socket its file
 * @param pointer the file that tells where the socket is; null where it is in {@code run}
 */
record SocketPlace(ServerSocketChannel channel, Path socket, @Nullable Path pointer)
    implements AutoCloseable {

  /** Bytes of a path that fit into {@code sun_path} everywhere, with some to spare. */
  static final int LONGEST = 100;

  private static final int BACKLOG = 16;

  /**
   * Opens the socket of a home, in place of one that nobody listens on any more.
   *
   * @throws IOException if that cannot be, with the reason in words; also if another instance lives
   *     there
   */
  static SocketPlace open(Path home) throws IOException {
    Path run = home.toAbsolutePath().normalize().resolve("run");
    ownDirectory(run);
    Path socket = run.resolve("shell.sock");
    Path pointer = run.resolve("shell.path");
    if (length(socket) <= LONGEST) {
      ServerSocketChannel channel = bind(run, socket);
      Files.deleteIfExists(pointer);
      return new SocketPlace(channel, socket, null);
    }
    // Created with mode 0700, and nobody can guess its name beforehand.
    Path elsewhere = Files.createTempDirectory("sallyport");
    Path far = elsewhere.resolve("shell.sock");
    try {
      if (length(far) > LONGEST) {
        throw new IOException(far + " is too long for a socket too; set java.io.tmpdir");
      }
      ServerSocketChannel channel = bind(elsewhere, far);
      write(pointer, far + "\n");
      return new SocketPlace(channel, far, pointer);
    } catch (IOException e) {
      Files.deleteIfExists(far);
      Files.deleteIfExists(elsewhere);
      throw e;
    }
  }

  private static ServerSocketChannel bind(Path directory, Path socket) throws IOException {
    refuseLiving(socket);
    Path nest = directory.resolve(".s" + random());
    ownDirectory(nest);
    Path egg = nest.resolve("s");
    var channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.bind(UnixDomainSocketAddress.of(egg), BACKLOG);
      Files.setPosixFilePermissions(egg, PosixFilePermissions.fromString("rw-------"));
      Files.move(egg, socket, StandardCopyOption.ATOMIC_MOVE);
      return channel;
    } catch (IOException e) {
      channel.close();
      Files.deleteIfExists(egg);
      throw e;
    } finally {
      Files.deleteIfExists(nest);
    }
  }

  /** What stands there may be replaced only if it is a socket on which nobody listens. */
  private static void refuseLiving(Path socket) throws IOException {
    if (!Files.exists(socket)) {
      return;
    }
    if (!Files.readAttributes(socket, BasicFileAttributes.class).isOther()) {
      throw new FileAlreadyExistsException(socket + " is there and is no socket");
    }
    try (var other = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      other.connect(UnixDomainSocketAddress.of(socket));
    } catch (IOException e) {
      return;
    }
    throw new FileAlreadyExistsException("another instance listens on " + socket);
  }

  private static void ownDirectory(Path directory) throws IOException {
    Files.createDirectories(directory.getParent());
    try {
      Files.createDirectory(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(directory)) {
        throw e;
      }
    }
  }

  private static void write(Path file, String text) throws IOException {
    Path fresh = file.resolveSibling("." + file.getFileName() + random());
    var owner = PosixFilePermissions.fromString("rw-------");
    Files.createFile(fresh, PosixFilePermissions.asFileAttribute(Set.copyOf(owner)));
    Files.writeString(fresh, text, StandardCharsets.UTF_8);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Three or four characters: a path has few to spare. */
  private static String random() {
    return Long.toString(ThreadLocalRandom.current().nextLong(46_656, 1_679_616), 36);
  }

  private static int length(Path path) {
    return path.toString().getBytes(StandardCharsets.UTF_8).length;
  }

  /**
   * Takes away the files and listens no more, in this order: while it listens, no other instance
   * takes the name, so what is deleted is its own. Idempotent.
   */
  @Override
  public void close() throws IOException {
    if (!channel.isOpen()) {
      return;
    }
    try (channel) {
      Files.deleteIfExists(socket);
      if (pointer != null) {
        Files.deleteIfExists(pointer);
        Files.deleteIfExists(socket.getParent());
      }
    }
  }
}
