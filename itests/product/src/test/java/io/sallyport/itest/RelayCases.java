// SPDX-License-Identifier: Apache-2.0
package io.sallyport.itest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonParser;
import io.sallyport.itest.harness.ByteServer;
import io.sallyport.itest.harness.Pattern;
import io.sallyport.itest.harness.Ports;
import io.sallyport.itest.harness.Product;
import io.sallyport.itest.harness.Socks5;
import io.sallyport.testing.Await;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a stream through the product must be, however it does its I/O: one like without it. */
abstract class RelayCases {

  private static final long MIB = 1 << 20;

  /** With a listener {@code open} that sends everything direct. */
  abstract Product product();

  /**
   * The transport that its file has brought about, once the listener works on it. Files are read
   * one by one: what listened by epoll before this one was read listens anew.
   */
  static String chosenTransport(Product product) throws Exception {
    var chosen =
        Await.value(
            "another transport than epoll",
            Duration.ofSeconds(20),
            () -> {
              // While services are exchanged a command may be between two lives.
              var status = product.shellAt(80, "sallyport:status --json");
              if (status.status() != 0) {
                return null;
              }
              var now = JsonParser.parseString(status.out()).getAsJsonObject().get("transport");
              return now.isJsonNull() || now.getAsString().equals("epoll")
                  ? null
                  : now.getAsString();
            });
    Await.until("its listener", () -> Ports.accepts(product.port("open")));
    return chosen;
  }

  private Socket open(ByteServer server) throws Exception {
    return Socks5.open(product().port("open"), "127.0.0.1", server.port());
  }

  private static String line(Socket socket) throws Exception {
    return new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
        .readLine();
  }

  @Test
  void aHalfCloseOfTheClientArrivesBehindTheLastByte() throws Exception {
    try (var server = ByteServer.sink(3);
        var client = open(server)) {
      Pattern.write(client.getOutputStream(), 3, 3_000_001);
      client.shutdownOutput();
      assertThat(line(client)).isEqualTo("3000001");
      assertThat(server.problems()).isEmpty();
    }
  }

  @Test
  void aHalfCloseOfTheTargetLeavesTheOtherDirectionOpen() throws Exception {
    var got = new AtomicReference<Long>();
    try (var server =
            ByteServer.start(
                socket -> {
                  Pattern.write(socket.getOutputStream(), 4, 1_000_003);
                  socket.shutdownOutput();
                  got.set(Pattern.checkToEnd(socket.getInputStream(), 5));
                });
        var client = open(server)) {
      assertThat(Pattern.checkToEnd(client.getInputStream(), 4)).isEqualTo(1_000_003);
      Pattern.write(client.getOutputStream(), 5, 2_000_003);
      client.shutdownOutput();
      Await.until("the target has all", () -> got.get() != null || !server.problems().isEmpty());
      assertThat(server.problems()).isEmpty();
      assertThat(got.get()).isEqualTo(2_000_003);
    }
  }

  @Test
  void aResetOfTheTargetIsAResetToTheClient() throws Exception {
    try (var server = ByteServer.resetAfter(6, 1000);
        var client = open(server)) {
      Pattern.check(client.getInputStream(), 6, 1000);
      client.getOutputStream().write(1);
      assertThatThrownBy(() -> client.getInputStream().read())
          .isInstanceOf(SocketException.class)
          .hasMessageContaining("reset");
    }
  }

  @Test
  void aResetOfTheClientIsAResetToTheTarget() throws Exception {
    var seen = new AtomicReference<Throwable>();
    try (var server =
        ByteServer.start(
            socket -> {
              socket.getOutputStream().write(socket.getInputStream().read());
              try {
                socket.getInputStream().read();
                seen.set(new AssertionError("an end instead of a reset"));
              } catch (SocketException e) {
                seen.set(e);
              }
            })) {
      var client = open(server);
      client.getOutputStream().write(1);
      assertThat(client.getInputStream().read()).as("the byte went there and back").isEqualTo(1);
      client.setSoLinger(true, 0);
      client.close();
      Await.until("the target sees it", () -> seen.get() != null);
      assertThat(seen.get()).isInstanceOf(SocketException.class);
    }
  }

  @Test
  void aServerThatSpeaksFirstIsHeard() throws Exception {
    try (var server = ByteServer.speaksFirst("220 ready\r\n")) {
      for (int i = 0; i < 50; i++) {
        try (var client = open(server)) {
          assertThat(line(client)).isEqualTo("220 ready");
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 1460, 70_000})
  void whatIsSaidBeforeAnImmediateEndIsHeardWhole(int length) throws Exception {
    int cut = 0;
    try (var server =
        ByteServer.start(socket -> Pattern.write(socket.getOutputStream(), 9, length))) {
      for (int i = 0; i < 150; i++) {
        try (var client = open(server)) {
          cut += Pattern.checkToEnd(client.getInputStream(), 9) == length ? 0 : 1;
        }
      }
    }
    assertThat(cut).as("answers of %d bytes that were cut short, of 150", length).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 1460, 70_000})
  void whatIsAskedBeforeAnImmediateEndArrivesWhole(int length) throws Exception {
    try (var server = ByteServer.sink(10)) {
      for (int i = 0; i < 100; i++) {
        try (var client = Socks5.dial(product().port("open"))) {
          var all = new ByteArrayOutputStream();
          all.writeBytes(Socks5.GREETING);
          all.writeBytes(Socks5.request("127.0.0.1", server.port()));
          Pattern.write(all, 10, length);
          client.getOutputStream().write(all.toByteArray());
          client.shutdownOutput();
          assertThat(client.getInputStream().readNBytes(2)).containsExactly(5, 0);
          assertThat(Socks5.reply(client).code()).isZero();
          assertThat(line(client)).isEqualTo(String.valueOf(length));
        }
      }
      assertThat(server.problems()).isEmpty();
    }
  }

  @Test
  void whoDoesNotReadStopsTheSenderAndLosesNothing() throws Exception {
    long length = 48 * MIB;
    var sent = new java.util.concurrent.atomic.AtomicLong();
    try (var server =
            ByteServer.start(
                socket -> {
                  for (long done = 0; done < length; done += MIB) {
                    Pattern.write(socket.getOutputStream(), 7, done, MIB);
                    sent.set(done + MIB);
                  }
                  socket.shutdownOutput();
                  Pattern.checkToEnd(socket.getInputStream(), 8);
                });
        var client = open(server)) {
      Pattern.check(client.getInputStream(), 7, 1);
      // The sender comes to a halt: two looks at it, half a second of the relay's time apart.
      var last = new long[] {-1, System.nanoTime()};
      Await.until(
          "the sender is stopped",
          () -> {
            long now = sent.get();
            if (now != last[0]) {
              last[0] = now;
              last[1] = System.nanoTime();
            }
            return System.nanoTime() - last[1] > 500_000_000L;
          });
      assertThat(sent.get()).as("bytes that the way holds").isLessThan(32 * MIB);
      // The other direction goes on meanwhile.
      Pattern.write(client.getOutputStream(), 8, MIB);
      client.shutdownOutput();
      Pattern.check(client.getInputStream(), 7, 1, length - 1);
      assertThat(client.getInputStream().read()).isEqualTo(-1);
      assertThat(server.problems()).isEmpty();
    }
  }

  @Test
  void sixtyFourMebibytesEachWayAtTheSameTime() throws Exception {
    long length = 64 * MIB;
    try (var server = ByteServer.echo();
        var client = open(server);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var writing =
          threads.submit(
              () -> {
                Pattern.write(client.getOutputStream(), 9, length);
                client.shutdownOutput();
                return length;
              });
      assertThat(Pattern.checkToEnd(client.getInputStream(), 9)).isEqualTo(length);
      assertThat(writing.get()).isEqualTo(length);
      assertThat(server.problems()).isEmpty();
    }
  }

  @Test
  void manyStreamsAtATimeDoNotMix() throws Exception {
    try (var server = ByteServer.echo();
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var tasks = new ArrayList<Callable<Long>>();
      for (int i = 0; i < 64; i++) {
        long seed = 100 + i;
        tasks.add(
            () -> {
              try (var client = open(server)) {
                var writing =
                    threads.submit(
                        () -> {
                          Pattern.write(client.getOutputStream(), seed, MIB);
                          client.shutdownOutput();
                          return true;
                        });
                long got = Pattern.checkToEnd(client.getInputStream(), seed);
                writing.get();
                return got;
              }
            });
      }
      for (Future<Long> one : threads.invokeAll(tasks)) {
        assertThat(one.get()).isEqualTo(MIB);
      }
    }
  }

  @Test
  void whatIsOverIsGoneFromTheTable() throws Exception {
    try (var server = ByteServer.echo();
        var client = open(server)) {
      client.getOutputStream().write(1);
      client.getInputStream().read();
      assertThat(server.open()).isEqualTo(1);
    }
    Await.until("no session is left", () -> product().list("session:list").isEmpty());
  }
}
