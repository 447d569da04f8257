// SPDX-License-Identifier: Apache-2.0
package io.sallyport.itest;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.itest.harness.ByteServer;
import io.sallyport.itest.harness.Load;
import io.sallyport.itest.harness.Product;
import io.sallyport.itest.harness.Socks5;
import io.sallyport.itest.harness.Upstreams;
import io.sallyport.testing.Await;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is at the other end dies with 200 sessions on it. */
class FaultsIT {

  private static final int SESSIONS = 200;
  private static final Duration PROMPT = Duration.ofSeconds(2);

  @RegisterExtension
  static final Product PRODUCT = new Product().listener("open", "\"final\": \"direct\"");

  private static List<Socket> sessions(int listener, int port) throws Exception {
    var clients = new ArrayList<Socket>();
    for (int i = 0; i < SESSIONS; i++) {
      var client = Socks5.open(listener, "127.0.0.1", port);
      client.getOutputStream().write(i);
      assertThat(client.getInputStream().read()).isEqualTo(i);
      clients.add(client);
    }
    return clients;
  }

  private static void allEndWithin(Duration deadline, List<Socket> clients) throws Exception {
    long begun = System.nanoTime();
    for (var client : clients) {
      assertThat(RunsOut.ended(client)).isTrue();
      client.close();
    }
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(deadline);
    Await.until("the table is empty", () -> PRODUCT.list("session:list").isEmpty());
  }

  @Test
  void theTargetDies() throws Exception {
    var echo = ByteServer.echo();
    var clients = sessions(PRODUCT.port("open"), echo.port());
    echo.close();
    allEndWithin(PROMPT, clients);
  }

  /**
   * 200 sessions through the product and 200 past it, through one server that is killed: how much
   * later the last of the first learns of it. The best of three counts, on however busy a machine.
   */
  @Test
  @SuppressWarnings("SystemOut") // the times are what one wants to read of it
  void whenTheUpstreamIsKilledAllAreToldWithin100Milliseconds() throws Exception {
    long best = Long.MAX_VALUE;
    try (var upstreams = new Upstreams();
        var echo = ByteServer.echo()) {
      for (int round = 0; round < 3 && best > 50; round++) {
        var server = upstreams.microsocks();
        var tag = "dying" + round;
        PRODUCT.via(
            tag, "socks", "{\"server\": \"127.0.0.1\", \"server_port\": " + server.port() + "}");
        var through = new Deaths(sessions(PRODUCT.port(tag), echo.port()));
        var past = new Deaths(sessions(server.port(), echo.port()));
        long killed = System.nanoTime();
        Upstreams.kill(server);
        long told = through.lastMillis(killed);
        long straight = past.lastMillis(killed);
        System.out.println(
            "killed upstream, 200 sessions: last told after %d ms, without Sallyport %d ms"
                .formatted(told, straight));
        assertThat(told).as("milliseconds").isLessThan(PROMPT.toMillis());
        best = Math.min(best, told - straight);
        assertThat(Socks5.code(PRODUCT.port(tag), "127.0.0.1", echo.port()))
            .as("never direct instead")
            .isNotZero();
      }
      assertThat(best).as("milliseconds later than without the product").isLessThan(100);
      Await.until("the table is empty", () -> PRODUCT.list("session:list").isEmpty());
    }
  }

  @Test
  void resetsThatCrossAnEndOfInputStopNobodyElse() throws Exception {
    try (var echo = ByteServer.echo();
        var steady = new Load(PRODUCT.port("open"), echo.port(), 16)) {
      for (int round = 0; round < 5; round++) {
        var now = new CountDownLatch(1);
        try (var resetting =
            ByteServer.start(
                socket -> {
                  socket.getOutputStream().write(socket.getInputStream().read());
                  now.await();
                  socket.setSoLinger(true, 0);
                })) {
          var clients = sessions(PRODUCT.port("open"), resetting.port());
          now.countDown();
          for (var client : clients) {
            client.shutdownOutput();
          }
          for (var client : clients) {
            assertThat(RunsOut.ended(client)).isTrue();
            client.close();
          }
        }
        steady.awaitMovement();
      }
      var result = steady.finish();
      assertThat(result.lost() + result.wrong()).as("%s", result.problems()).isZero();
      assertThat(result.whole()).isEqualTo(16);
    }
    assertThat(PRODUCT.log()).doesNotContain("Unexpected exception");
  }

  @Test
  void clientsThatVanishLeaveNothingBehind() throws Exception {
    try (var echo = ByteServer.echo()) {
      for (var client : sessions(PRODUCT.port("open"), echo.port())) {
        client.setSoLinger(true, 0);
        client.close();
      }
      Await.until("the target's sides are closed", () -> echo.open() == 0);
      Await.until("the table is empty", () -> PRODUCT.list("session:list").isEmpty());
    }
  }

  /** Sessions that wait for their end. */
  private static final class Deaths {

    private final CountDownLatch ended = new CountDownLatch(SESSIONS);
    private final Queue<Long> times = new ConcurrentLinkedQueue<>();

    Deaths(List<Socket> clients) {
      for (var client : clients) {
        Thread.ofVirtual().start(() -> await(client));
      }
    }

    private void await(Socket client) {
      try (client) {
        if (RunsOut.ended(client)) {
          times.add(System.nanoTime());
        }
      } catch (IOException e) {
        assert times.size() < SESSIONS; // this one is not told
      } finally {
        ended.countDown();
      }
    }

    /** From a time to the last end; fails if there is one that is not told. */
    long lastMillis(long since) throws InterruptedException {
      assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
      assertThat(times).hasSize(SESSIONS);
      return (times.stream().mapToLong(Long::longValue).max().orElseThrow() - since) / 1_000_000;
    }
  }
}
