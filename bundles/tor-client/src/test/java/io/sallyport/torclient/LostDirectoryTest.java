// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.sallyport.torclient.TorException.Reason;
import io.sallyport.torclient.directory.DirectoryManager;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A client with a directory on disk, whose time passes while nobody can be reached. */
@Timeout(60)
class LostDirectoryTest {

  /** When the consensus on disk is fresh. */
  private static final Instant NOW = Instant.parse("2026-11-21T03:20:00Z");

  private volatile Instant now = NOW;
  private final BlockingQueue<Bootstrap> steps = new LinkedBlockingQueue<>();
  private final SocketDialer sockets = new SocketDialer(1, Duration.ofSeconds(5));

  /** There is no network. */
  private final RelayDialer dialer =
      new RelayDialer() {
        @Override
        public EventLoop loop() {
          return sockets.loop();
        }

        @Override
        public Future<Channel> connect(InetSocketAddress relay, EventLoop loop) {
          return loop.newFailedFuture(new ConnectException("no network here"));
        }
      };

  @TempDir private Path folder;

  @AfterEach
  void close() {
    sockets.close();
  }

  private static byte[] file(String name) throws IOException {
    try (var in = DirectoryManager.class.getResourceAsStream(name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    }
  }

  private TorClient client() throws IOException {
    return builder().open();
  }

  private TorClientBuilder builder() throws IOException {
    var directory = Files.createDirectories(folder.resolve("tor/directory"));
    for (var name : new String[] {"consensus-microdesc", "certificates", "microdescs"}) {
      Files.write(directory.resolve(name), file(name));
    }
    var lines = new String(file("authorities"), StandardCharsets.US_ASCII).lines().toList();
    return TorClient.builder(folder.resolve("tor"))
        .network(lines)
        .testing(true)
        .dialer(dialer)
        .clock(() -> now)
        .connectTimeout(Duration.ofMillis(300))
        .listener(steps::add);
  }

  private Bootstrap await(boolean done) throws InterruptedException {
    Bootstrap step;
    do {
      step = Objects.requireNonNull(steps.poll(30, TimeUnit.SECONDS), "the next step");
    } while (step.done() != done);
    return step;
  }

  @Test
  void flowsWaitAndFailWithTheReasonUntilThereIsADirectoryAgain() throws Exception {
    try (var tor = client()) {
      tor.start().get(30, TimeUnit.SECONDS);
      steps.clear();

      now = NOW.plus(Duration.ofDays(3));
      tor.retry();
      var lost = await(false);
      assertThat(lost.problem()).isNotNull();
      assertThat(tor.bootstrap().done()).isFalse();
      assertThat(tor.start().isDone()).as("who comes now waits").isFalse();
      assertThatExceptionOfType(TorException.class)
          .isThrownBy(() -> tor.open("www.example.com", 80, IsolationKey.SHARED))
          .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.NOT_READY))
          .withMessageContaining("Tor is not ready")
          .withMessageContaining("no network here");

      var waiting = tor.start();
      now = NOW; // whoever set the clock wrong has set it right
      tor.retry();
      await(true);
      assertThat(waiting.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(waiting.isSuccess()).isTrue();
    }
  }

  @Test
  void aListenerThatBreaksKeepsNobodyFromAnything() throws Exception {
    var broken =
        new ClientListener() {
          @Override
          public void bootstrap(Bootstrap now) {
            throw new IllegalStateException("a listener that breaks");
          }
        };
    var builder = builder();
    builder.listeners.addFirst(broken);
    var before = Thread.getDefaultUncaughtExceptionHandler();
    var told = new AtomicInteger();
    Thread.setDefaultUncaughtExceptionHandler((_, _) -> told.incrementAndGet());
    try (var tor = builder.open()) {
      tor.start().get(30, TimeUnit.SECONDS);
      await(true);
      now = NOW.plus(Duration.ofDays(3));
      tor.retry();
      await(false);
      now = NOW;
      tor.retry();
      await(true);
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(before);
    }
    assertThat(told).hasPositiveValue();
  }

  @Test
  void aClientThatCannotBeOpenedSaysWhyEveryTime() throws Exception {
    var guards = Files.createDirectories(folder.resolve("tor/guards"));
    for (int i = 0; i < 2; i++) {
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(this::client)
          .satisfies(e -> assertThat(e.getMessage()).doesNotContain("in use"));
    }
    Files.delete(guards);
    client().close();
  }

  @Test
  void whoWaitsWhenTheClientIsClosedIsTold() throws Exception {
    var tor = client();
    tor.start().get(30, TimeUnit.SECONDS);
    steps.clear();
    now = NOW.plus(Duration.ofDays(3));
    tor.retry();
    await(false);
    var waiting = tor.start();
    tor.close();
    assertThat(waiting.cause()).isInstanceOf(TorException.class).hasMessageContaining("closed");
  }
}
