// SPDX-License-Identifier: Apache-2.0
package io.sallyport.itest;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.itest.harness.ByteServer;
import io.sallyport.itest.harness.DelayRelay;
import io.sallyport.itest.harness.Product;
import io.sallyport.itest.harness.Socks5;
import io.sallyport.itest.harness.TlsFront;
import io.sallyport.itest.harness.Upstreams;
import io.sallyport.testing.Await;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * What connections made ahead are good for, on a line of 20 ms each way to a SOCKS5 server with
 * users: a connection serves one session, so what is saved is TCP, TLS, greeting and login.
 */
@Timeout(90)
class PoolIT {

  private static final Duration ONE_WAY = Duration.ofMillis(20);
  private static final long ROUND_TRIP = 2 * ONE_WAY.toMillis();
  private static final int MIN_IDLE = 3;
  private static final int SAMPLES = 12;
  private static final String LOGIN = "\"username\": \"gate\", \"password\": \"$[secret:gate]\"";

  @RegisterExtension static final Product PRODUCT = new Product().secret("gate", "s3cret");

  @TempDir static Path folder;

  /** How long it takes from a client's request to its reply: the median, in milliseconds. */
  private static double median(String tag, int target, Await.Condition<Exception> ready)
      throws Exception {
    List<Long> times = new ArrayList<>();
    for (int i = 0; i < SAMPLES; i++) {
      Await.until("connections of " + tag + " are ready", ready);
      try (var client = Socks5.dial(PRODUCT.port(tag))) {
        long begun = System.nanoTime();
        assertThat(Socks5.connect(client, "127.0.0.1", target).code()).isZero();
        times.add(System.nanoTime() - begun);
        client.getOutputStream().write(i);
        assertThat(client.getInputStream().read()).isEqualTo(i);
      }
    }
    times.sort(Long::compare);
    return times.get(SAMPLES / 2) / 1e6;
  }

  private static long ready(String tag) throws Exception {
    return PRODUCT
        .json("outbound:show", tag)
        .getAsJsonObject()
        .getAsJsonObject("counters")
        .get("pool_idle")
        .getAsLong();
  }

  @SuppressWarnings("SystemOut") // the table is what one wants to read of it
  private static void row(String way, double without, double with) {
    System.out.println(
        "pool, 20 ms each way, %-22s %6.1f ms without, %6.1f ms with %d ready, %.1f round trips less"
            .formatted(way, without, with, MIN_IDLE, (without - with) / ROUND_TRIP));
  }

  private static double[] both(String tag, DelayRelay line, int target, String more)
      throws Exception {
    var server =
        "{\"server\": \"localhost\", \"server_port\": %d, %s%s".formatted(line.port(), LOGIN, more);
    PRODUCT.via(tag, "socks", server + "}");
    double without = median(tag, target, () -> true);
    Await.until("none is left", () -> line.open() == 0);
    var pooled = tag + "-pooled";
    PRODUCT.via(
        pooled,
        "socks",
        server + ", \"pool\": {\"min_idle\": " + MIN_IDLE + ", \"max_idle\": " + MIN_IDLE + "}}");
    double with = median(pooled, target, () -> ready(pooled) == MIN_IDLE);
    Await.until("no session: as many as min_idle", () -> line.open() == MIN_IDLE);
    return new double[] {without, with};
  }

  @Test
  void readyConnectionsSaveTheRoundTripsOfTheHandshake() throws Exception {
    try (var upstreams = new Upstreams();
        var echo = ByteServer.echo();
        var line = new DelayRelay(upstreams.microsocks("gate", "s3cret").port(), ONE_WAY)) {
      var times = both("far", line, echo.port(), "");
      row("greeting and login:", times[0], times[1]);
      assertThat(times[0]).as("TCP, greeting, login, request").isGreaterThan(3.9 * ROUND_TRIP);
      assertThat(times[1]).as("the request alone").isBetween(0.9 * ROUND_TRIP, 2.0 * ROUND_TRIP);
      assertThat(times[0] - times[1]).as("what is saved").isGreaterThan(2.5 * ROUND_TRIP);
    }
  }

  @Test
  void withTlsOneMore() throws Exception {
    try (var upstreams = new Upstreams();
        var echo = ByteServer.echo();
        var tls = new TlsFront(folder, upstreams.microsocks("gate", "s3cret").port());
        var line = new DelayRelay(tls.port(), ONE_WAY)) {
      var times =
          both(
              "sealed",
              line,
              echo.port(),
              ", \"tls\": {\"enabled\": true, \"certificate_path\": \""
                  + tls.certificate()
                  + "\"}");
      row("TLS, greeting, login:", times[0], times[1]);
      assertThat(times[1]).as("the request alone").isBetween(0.9 * ROUND_TRIP, 2.0 * ROUND_TRIP);
      assertThat(times[0] - times[1]).as("what is saved").isGreaterThan(3.5 * ROUND_TRIP);
    }
  }

  /** Whatever happens to sessions, what is open at the server in the end is {@code min_idle}. */
  @Test
  void withNoSessionsAsManyAsMinIdleAreOpen() throws Exception {
    try (var upstreams = new Upstreams();
        var echo = ByteServer.echo();
        var line = new DelayRelay(upstreams.microsocks().port(), Duration.ofMillis(1))) {
      PRODUCT.via(
          "ebb",
          "socks",
          """
          {"server": "127.0.0.1", "server_port": %d, "pool": {"min_idle": 5, "max_idle": 40}}
          """
              .formatted(line.port()));
      Await.until("at the beginning", () -> line.open() == 5);
      List<Socket> clients = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        clients.add(Socks5.open(PRODUCT.port("ebb"), "127.0.0.1", echo.port()));
      }
      assertThat(line.open()).isGreaterThanOrEqualTo(100);
      for (int i = 0; i < clients.size(); i++) {
        clients.get(i).setSoLinger(i % 2 == 0, 0); // every other one by a RST
        clients.get(i).close();
      }
      Await.until("in the end", () -> line.open() == 5 && ready("ebb") == 5);
      assertThat(PRODUCT.list("session:list")).isEmpty();
    }
  }
}
