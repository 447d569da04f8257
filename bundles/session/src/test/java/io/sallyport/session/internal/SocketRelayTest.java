// SPDX-License-Identifier: Apache-2.0
package io.sallyport.session.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.epoll.Epoll;
import io.sallyport.api.Session;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sessions that have been taken over by a {@link SocketRelay}: real sockets, real epoll. */
@Timeout(60)
class SocketRelayTest {

  private static final int BULK = 48 << 20;

  /** The common pool has too few threads for tasks that wait for each other. */
  private static final Executor OWN_THREAD = task -> Thread.ofPlatform().daemon().start(task);

  private Gate gate;
  private Socket client;
  private Socket server;
  private long pipesBefore;

  @BeforeEach
  void open() throws Exception {
    assumeTrue(Epoll.isAvailable(), "epoll is not to be had here");
    pipesBefore = pipes();
    gate = new Gate(true);
    client = gate.joined();
    server = gate.accepted();
    chat(100);
  }

  @AfterEach
  void close() throws Exception {
    if (gate != null) {
      gate.close();
    }
  }

  /** Small exchanges, one after the other: what makes a session be taken over. */
  private void chat(int rounds) throws IOException {
    for (int i = 0; i < rounds; i++) {
      client.getOutputStream().write(i);
      assertThat(server.getInputStream().read()).isEqualTo(i & 0xff);
      server.getOutputStream().write(i + 1);
      assertThat(client.getInputStream().read()).isEqualTo(i + 1 & 0xff);
    }
  }

  @Test
  void everyByteArrivesInBothDirectionsAtOnceAndIsCounted() throws Exception {
    byte[] upwards = random(1, BULK);
    byte[] downwards = random(2, BULK);
    var sendUp = sending(client, upwards);
    var sendDown = sending(server, downwards);
    var receivedUp = receiving(server);

    assertThat(Arrays.equals(client.getInputStream().readAllBytes(), downwards)).isTrue();
    assertThat(Arrays.equals(receivedUp.get(30, TimeUnit.SECONDS), upwards)).isTrue();
    sendUp.get(5, TimeUnit.SECONDS);
    sendDown.get(5, TimeUnit.SECONDS);
    await(() -> gate.sessions.live().isEmpty());
    var count = gate.sessions.counts().getFirst();
    assertThat(count.up()).isEqualTo(BULK + 100);
    assertThat(count.down()).isEqualTo(BULK + 100);
  }

  @Test
  void aReaderThatPausesLosesNothing() throws Exception {
    byte[] sent = random(3, BULK);
    var sending = sending(server, sent);
    var in = client.getInputStream();
    byte[] got = new byte[sent.length];
    int at = 0;
    var pauses = new Random(4);
    for (int n;
        (n = in.read(got, at, Math.min(1 + pauses.nextInt(200_000), got.length - at))) > 0; ) {
      at += n;
      if (pauses.nextInt(20) == 0) {
        java.util.concurrent.locks.LockSupport.parkNanos(2_000_000);
      }
    }
    assertThat(Arrays.equals(got, sent)).isTrue();
    sending.get(5, TimeUnit.SECONDS);
  }

  @Test
  void aSessionThatIsBulkAndThenChattyAndThenBulkKeepsItsOrder() throws Exception {
    for (int round = 0; round < 3; round++) {
      byte[] part = random(round, 4 << 20);
      var sending = CompletableFuture.runAsync(() -> write(server, part), OWN_THREAD);
      assertThat(Arrays.equals(client.getInputStream().readNBytes(part.length), part)).isTrue();
      sending.get(5, TimeUnit.SECONDS);
      chat(50);
    }
  }

  @Test
  void aHalfCloseIsPassedOnBehindTheLastByte() throws Exception {
    byte[] request = random(5, 3_000_001);
    var sending = sending(client, request);
    assertThat(Arrays.equals(server.getInputStream().readAllBytes(), request)).isTrue();
    sending.get(5, TimeUnit.SECONDS);
    assertThat(session().state()).isEqualTo(Session.State.HALF_CLOSED);

    byte[] answer = random(6, 3_000_001);
    var answering = sending(server, answer);
    assertThat(Arrays.equals(client.getInputStream().readAllBytes(), answer)).isTrue();
    answering.get(5, TimeUnit.SECONDS);
    await(() -> gate.sessions.live().isEmpty());
  }

  @Test
  void anEndBehindDataThatTheOtherSideIsSlowToTakeIsNotLost() throws Exception {
    byte[] sent = random(7, 8 << 20);
    client.shutdownOutput();
    assertThat(server.getInputStream().read()).isEqualTo(-1);
    var sending = sending(server, sent);
    // Both ends of the far socket are shut now while its bytes wait for a client that does not
    // read.
    await(() -> session().down() > 100_000);
    long cpu = cpuNanos();
    long before = session().down();
    await(() -> session().idle().toMillis() > 300);
    assertThat(session().down()).isLessThan(sent.length);
    assertThat(before).isLessThanOrEqualTo(session().down());
    assertThat(cpuNanos() - cpu).as("spinning").isLessThan(TimeUnit.MILLISECONDS.toNanos(250));

    assertThat(Arrays.equals(client.getInputStream().readAllBytes(), sent)).isTrue();
    sending.get(5, TimeUnit.SECONDS);
    await(() -> gate.sessions.live().isEmpty());
  }

  @Test
  void resetsArePassedOn() throws Exception {
    server.setSoLinger(true, 0);
    server.close();
    assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
    await(() -> gate.sessions.live().isEmpty());
  }

  @Test
  void aResetWhileTheOtherSideDoesNotReadEndsTheSession() throws Exception {
    var sending = CompletableFuture.runAsync(() -> write(server, random(8, BULK)), OWN_THREAD);
    await(() -> session().down() > 1 << 20 && session().idle().toMillis() > 50);
    client.setSoLinger(true, 0);
    client.close();
    assertThatThrownBy(() -> sending.get(5, TimeUnit.SECONDS))
        .hasRootCauseInstanceOf(SocketException.class);
    await(() -> gate.sessions.live().isEmpty());
  }

  @Test
  void theOperatorClosesIt() throws Exception {
    session().close();
    assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
    assertThatThrownBy(() -> server.getInputStream().read()).isInstanceOf(SocketException.class);
    await(() -> gate.sessions.live().isEmpty());
  }

  @Test
  void descriptorsAreGivenBack() throws Exception {
    var sending = sending(server, random(9, BULK));
    client.getInputStream().readAllBytes();
    client.close();
    sending.get(5, TimeUnit.SECONDS);
    await(() -> gate.sessions.live().isEmpty());
    await(() -> pipes() <= pipesBefore);
  }

  private static long pipes() {
    try (var fds = Files.list(Path.of("/proc/self/fd"))) {
      return fds.filter(SocketRelayTest::isPipe).count();
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

  private static long cpuNanos() {
    return ((com.sun.management.OperatingSystemMXBean)
            java.lang.management.ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static byte[] random(int seed, int length) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private static CompletableFuture<Void> sending(Socket socket, byte[] bytes) {
    return CompletableFuture.runAsync(
        () -> {
          write(socket, bytes);
          try {
            socket.shutdownOutput();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        },
        OWN_THREAD);
  }

  private static void write(Socket socket, byte[] bytes) {
    try {
      OutputStream out = socket.getOutputStream();
      out.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static CompletableFuture<byte[]> receiving(Socket socket) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            InputStream in = socket.getInputStream();
            return in.readAllBytes();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        },
        OWN_THREAD);
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("deadline").isLessThan(end);
      java.util.concurrent.locks.LockSupport.parkNanos(2_000_000);
    }
  }
}
