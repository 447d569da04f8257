// SPDX-License-Identifier: Apache-2.0
package io.sallyport.itest;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.itest.harness.Await;
import io.sallyport.itest.harness.ByteServer;
import io.sallyport.itest.harness.Load;
import io.sallyport.itest.harness.Product;
import io.sallyport.itest.harness.Socks5;
import io.sallyport.itest.harness.Upstreams;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
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

  @Test
  void theUpstreamIsKilled() throws Exception {
    try (var upstreams = new Upstreams();
        var echo = ByteServer.echo()) {
      var server = upstreams.microsocks();
      PRODUCT.via(
          "dying", "socks", "{\"server\": \"127.0.0.1\", \"server_port\": " + server.port() + "}");
      var clients = sessions(PRODUCT.port("dying"), echo.port());
      Upstreams.kill(server);
      allEndWithin(PROMPT, clients);
      assertThat(Socks5.code(PRODUCT.port("dying"), "127.0.0.1", echo.port()))
          .as("never direct instead")
          .isNotZero();
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
}
