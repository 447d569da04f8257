// SPDX-License-Identifier: Apache-2.0
package io.sallyport.session.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.epoll.Epoll;
import io.sallyport.api.Session;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** As {@link SocketRelayTest}, with a client that comes by a Unix socket. */
@Timeout(60)
class UnixRelayTest {

  private static final int BULK = 24 << 20;

  @TempDir Path folder;

  private Gate gate;
  private SocketChannel client;
  private Socket server;
  private long pipesBefore;

  @BeforeEach
  void open() throws Exception {
    assumeTrue(Epoll.isAvailable(), "epoll is not to be had here");
    pipesBefore = pipes();
    var path = folder.resolve("s");
    gate = new Gate(true, path);
    client = SocketChannel.open(UnixDomainSocketAddress.of(path));
    assertThat(read()).isEqualTo('+');
    server = gate.accepted();
    for (int i = 0; i < 100; i++) {
      client.write(ByteBuffer.wrap(new byte[] {(byte) i}));
      assertThat(server.getInputStream().read()).isEqualTo(i);
      server.getOutputStream().write(i + 1);
      assertThat(read()).isEqualTo(i + 1);
    }
  }

  @AfterEach
  void close() throws Exception {
    if (gate != null) {
      gate.close();
      client.close();
    }
  }

  private int read() throws IOException {
    var one = ByteBuffer.allocate(1);
    return client.read(one) < 0 ? -1 : one.get(0);
  }

  /** Pipes are what a relay below the pipelines has in bulk, and nobody else here makes any. */
  @Test
  void bulkIsSplicedInBothDirectionsAtOnceAndEveryByteArrives() throws Exception {
    byte[] upwards = random(1);
    byte[] downwards = random(2);
    var sending =
        CompletableFuture.allOf(doing(() -> sendUp(upwards)), doing(() -> sendDown(downwards)));
    var received = new CompletableFuture<byte[]>();
    doing(() -> received.complete(server.getInputStream().readAllBytes()));
    await(() -> session().up() > BULK / 2);
    assertThat(pipes()).isGreaterThan(pipesBefore);

    byte[] got = new byte[BULK];
    var in = Channels.newInputStream(client);
    assertThat(in.readNBytes(got, 0, BULK)).isEqualTo(BULK);
    assertThat(Arrays.equals(got, downwards)).isTrue();
    assertThat(Arrays.equals(received.get(30, TimeUnit.SECONDS), upwards)).isTrue();
    assertThat(in.read()).isEqualTo(-1);
    sending.get(5, TimeUnit.SECONDS);
    await(() -> gate.sessions.live().isEmpty());
    var count = gate.sessions.counts().getFirst();
    assertThat(count.up()).isEqualTo(BULK + 100);
    assertThat(count.down()).isEqualTo(BULK + 100);
    await(() -> pipes() <= pipesBefore);
  }

  @Test
  void aHalfCloseIsPassedOnEachWay() throws Exception {
    client.shutdownOutput();
    assertThat(server.getInputStream().read()).isEqualTo(-1);
    assertThat(session().state()).isEqualTo(Session.State.HALF_CLOSED);
    byte[] answer = random(3);
    var sending = doing(() -> sendDown(answer));
    var got = Channels.newInputStream(client).readAllBytes();
    assertThat(Arrays.equals(got, answer)).isTrue();
    sending.get(5, TimeUnit.SECONDS);
    await(() -> gate.sessions.live().isEmpty());
  }

  /**
   * What a Unix socket has for a reset it tells only while input is unread; the end comes always.
   */
  @Test
  void theSessionEndsWithTheTarget() throws Exception {
    server.setSoLinger(true, 0);
    server.close();
    try {
      assertThat(read()).isEqualTo(-1);
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("reset");
    }
    await(() -> gate.sessions.live().isEmpty());
  }

  /** The close of a Unix socket with unread input is how its client resets. */
  @Test
  void theSessionEndsWithAClientThatLeavesInputUnread() throws Exception {
    var sending = doing(() -> sendDown(random(4)));
    await(() -> session().down() > 1 << 17 && session().idle().toMillis() > 50);
    client.close();
    await(() -> gate.sessions.live().isEmpty());
    await(sending::isCompletedExceptionally);
  }

  private Object sendUp(byte[] bytes) throws IOException {
    var buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      client.write(buffer);
    }
    client.shutdownOutput();
    return bytes;
  }

  private Object sendDown(byte[] bytes) throws IOException {
    server.getOutputStream().write(bytes);
    server.shutdownOutput();
    return bytes;
  }

  private static CompletableFuture<Object> doing(Callable<Object> work) {
    var done = new CompletableFuture<Object>();
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

  private static long pipes() {
    try (var fds = Files.list(Path.of("/proc/self/fd"))) {
      return fds.filter(UnixRelayTest::isPipe).count();
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

  private Session session() {
    return gate.sessions.live().iterator().next();
  }

  private static byte[] random(int seed) {
    byte[] bytes = new byte[BULK];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("deadline").isLessThan(end);
      java.util.concurrent.locks.LockSupport.parkNanos(2_000_000);
    }
  }
}
