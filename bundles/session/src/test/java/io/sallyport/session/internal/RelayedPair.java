// SPDX-License-Identifier: Apache-2.0
package io.sallyport.session.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.epoll.Epoll;
import io.sallyport.api.Session;
import io.sallyport.testing.Await;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A session that a {@link SocketRelay} has taken over, and its two peers: real sockets, real epoll.
 */
final class RelayedPair {

  /** Bytes each way before a test begins. */
  static final int CHATTED = 100;

  /** Pipes are what a relay below the pipelines has in bulk, and nobody else here makes any. */
  private final long pipesBefore = pipes();

  final Gate gate;
  final Peer client;
  final Peer server;

  /** One peer, whatever its socket is. */
  record Peer(InputStream in, OutputStream out, Step endOutput, Step reset, Step close) {

    interface Step {
      void run() throws IOException;
    }

    private static Peer of(Socket socket) throws IOException {
      return new Peer(
          socket.getInputStream(),
          socket.getOutputStream(),
          socket::shutdownOutput,
          () -> {
            socket.setSoLinger(true, 0);
            socket.close();
          },
          socket::close);
    }

    /** A Unix socket has no reset but to be closed with input unread. */
    private static Peer of(SocketChannel socket) {
      return new Peer(
          Channels.newInputStream(socket),
          Channels.newOutputStream(socket),
          socket::shutdownOutput,
          socket::close,
          socket::close);
    }

    /** Sends everything and then the end, in a thread of its own. */
    CompletableFuture<Object> sending(byte[] bytes) {
      return doing(
          () -> {
            out.write(bytes);
            endOutput.run();
            return bytes;
          });
    }

    /** Reads to the end, in a thread of its own. */
    CompletableFuture<byte[]> receiving() {
      return doing(in::readAllBytes);
    }
  }

  /**
   * @param path of a Unix socket; null for TCP
   */
  private RelayedPair(@Nullable Path path) throws Exception {
    assumeTrue(Epoll.isAvailable(), "epoll is not to be had here");
    gate = new Gate(true, path);
    if (path != null) {
      client = Peer.of(SocketChannel.open(UnixDomainSocketAddress.of(path)));
      assertThat(client.in.read()).isEqualTo('+');
    } else {
      client = Peer.of(gate.joined());
    }
    server = Peer.of(gate.accepted());
    chat(CHATTED);
  }

  /** With a client that comes by TCP. */
  static RelayedPair open() throws Exception {
    return new RelayedPair(null);
  }

  /** With a client that comes by a Unix socket. */
  static RelayedPair open(Path path) throws Exception {
    return new RelayedPair(path);
  }

  void close() throws Exception {
    gate.close();
    client.close.run();
  }

  /** Small exchanges, one after the other: what makes a session be taken over. */
  void chat(int rounds) throws IOException {
    for (int i = 0; i < rounds; i++) {
      client.out.write(i);
      assertThat(server.in.read()).isEqualTo(i & 0xff);
      server.out.write(i + 1);
      assertThat(client.in.read()).isEqualTo(i + 1 & 0xff);
    }
  }

  Session session() {
    return gate.sessions.live().iterator().next();
  }

  void awaitEnd() {
    Await.until("no session is left", () -> gate.sessions.live().isEmpty());
  }

  /** Whether there are more pipes than before the session. */
  boolean hasPipes() {
    return pipes() > pipesBefore;
  }

  private static long pipes() {
    try (var fds = Files.list(Path.of("/proc/self/fd"))) {
      return fds.filter(RelayedPair::isPipe).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isPipe(Path fd) {
    try {
      return Files.readSymbolicLink(fd).toString().startsWith("pipe:");
    } catch (IOException e) {
      return false; // closed meanwhile
    }
  }

  static byte[] random(int seed, int length) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  /** In a thread of its own: the common pool has too few for tasks that wait for each other. */
  static <T> CompletableFuture<T> doing(Callable<T> work) {
    var done = new CompletableFuture<T>();
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              try {
                done.complete(work.call());
              } catch (Exception e) {
                done.completeExceptionally(e);
              }
            });
    return done;
  }
}
