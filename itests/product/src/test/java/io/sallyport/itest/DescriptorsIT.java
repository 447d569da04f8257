// SPDX-License-Identifier: Apache-2.0
package io.sallyport.itest;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.itest.harness.ByteServer;
import io.sallyport.itest.harness.Product;
import io.sallyport.itest.harness.Socks5;
import io.sallyport.testing.Await;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The product may have 256 descriptors, and 300 clients come. */
@Timeout(90)
class DescriptorsIT {

  private static final int CLIENTS = 300;
  private static final Duration WATCH = Duration.ofSeconds(2);

  @RegisterExtension
  static final Product PRODUCT =
      new Product().descriptors(256).listener("main", "\"final\": \"direct\"");

  /** Comes and asks for the target; whether it is served shows later. */
  private static Socket come(int target) throws IOException {
    var client = Socks5.dial(PRODUCT.port("main"));
    var all = new ByteArrayOutputStream();
    all.writeBytes(Socks5.GREETING);
    all.writeBytes(Socks5.request("127.0.0.1", target));
    client.getOutputStream().write(all.toByteArray());
    return client;
  }

  private static boolean served(Socket client) throws IOException {
    assertThat(client.getInputStream().readNBytes(2)).containsExactly(5, 0);
    return Socks5.reply(client).code() == 0 && echoes(client);
  }

  private static boolean echoes(Socket client) throws IOException {
    client.getOutputStream().write(42);
    return client.getInputStream().read() == 42;
  }

  private static boolean pauses() throws Exception {
    return PRODUCT.list("config:errors").asList().stream()
        .anyMatch(one -> one.toString().contains("accepting pauses"));
  }

  private static Duration cpu() {
    return PRODUCT.process().info().totalCpuDuration().orElse(Duration.ZERO);
  }

  @Test
  @SuppressWarnings("SystemOut") // the figures are what one wants to read of it
  void acceptingPausesAndNothingSpins() throws Exception {
    var served = new LinkedBlockingQueue<Socket>();
    var problems = new LinkedBlockingQueue<Throwable>();
    var leave = new CountDownLatch(1);
    var left = new CountDownLatch(CLIENTS);
    try (var echo = ByteServer.echo()) {
      for (int i = 0; i < CLIENTS; i++) {
        var client = come(echo.port());
        Thread.ofVirtual()
            .start(
                () -> {
                  try (client) {
                    assertThat(served(client)).isTrue();
                    served.add(client);
                    leave.await();
                  } catch (Exception | AssertionError e) {
                    problems.add(e);
                  } finally {
                    left.countDown();
                  }
                });
      }
      Await.until("accepting pauses", DescriptorsIT::pauses);
      var one = served.poll(10, TimeUnit.SECONDS);
      assertThat(one).isNotNull();

      var before = cpu();
      long end = System.nanoTime() + WATCH.toNanos();
      int pings = 0;
      for (; System.nanoTime() < end; pings++) {
        assertThat(echoes(one)).as("who is there is served").isTrue();
        LockSupport.parkNanos(50_000_000);
      }
      var used = cpu().minus(before);
      int there = echo.accepted();
      assertThat(used).as("processor time while they wait").isLessThan(WATCH.dividedBy(4));
      assertThat(there).as("served at first").isBetween(10, 100);
      assertThat(problems).as("nobody is turned away").isEmpty();

      // Each one that leaves lets another in.
      leave.countDown();
      assertThat(left.await(30, TimeUnit.SECONDS)).as("all are served in the end").isTrue();
      assertThat(problems).isEmpty();
      assertThat(echo.accepted()).isEqualTo(CLIENTS);
      Await.until("accepting goes on", () -> !pauses());
      System.out.println(
          "256 descriptors: %d of %d served at first, %d ms of processor time in %d ms, %d pings"
              .formatted(there, CLIENTS, used.toMillis(), WATCH.toMillis(), pings));
      assertThat(Socks5.code(PRODUCT.port("main"), "127.0.0.1", echo.port())).isZero();
    }
    assertThat(PRODUCT.log().lines().filter(line -> line.contains("accepting pauses")))
        .as("one line a minute, not one a client")
        .hasSizeBetween(1, 3);
  }
}
