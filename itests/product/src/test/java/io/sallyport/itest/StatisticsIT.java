// SPDX-License-Identifier: Apache-2.0
package io.sallyport.itest;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.itest.harness.ByteServer;
import io.sallyport.itest.harness.Product;
import io.sallyport.itest.harness.Socks5;
import io.sallyport.testing.Await;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is counted, and rates that are kept. */
class StatisticsIT {

  @RegisterExtension
  static final Product PRODUCT =
      new Product()
          .listener("counted", "\"final\": \"direct\"")
          .listener("paced", "\"rate_limit_down\": \"1MiB\", \"final\": \"direct\"");

  @Test
  void connectAndHandshakeTimesAreShown() throws Exception {
    try (var echo = ByteServer.echo()) {
      for (int i = 0; i < 5; i++) {
        Socks5.open(PRODUCT.port("counted"), "127.0.0.1", echo.port()).close();
      }
      Await.until(
          "five are counted",
          () -> {
            for (var line : PRODUCT.list("session:stats", "--by", "inbound")) {
              var one = line.getAsJsonObject();
              if (one.get("inbound").getAsString().equals("counted")) {
                return one.get("total").getAsLong() == 5
                    && one.getAsJsonObject("connect").get("count").getAsLong() == 5
                    && one.getAsJsonObject("handshake").get("count").getAsLong() >= 5
                    && one.getAsJsonObject("connect").get("p99_seconds").getAsDouble() < 5;
              }
            }
            return false;
          });
    }
  }

  @Test
  void aRateHoldsForAllSessionsTogether() throws Exception {
    try (var echo = ByteServer.echo();
        var one = Socks5.open(PRODUCT.port("paced"), "127.0.0.1", echo.port());
        var other = Socks5.open(PRODUCT.port("paced"), "127.0.0.1", echo.port())) {
      long begun = System.nanoTime();
      int half = 1 << 20;
      for (var client : new java.net.Socket[] {one, other}) {
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    client.getOutputStream().write(new byte[half]);
                  } catch (java.io.IOException e) {
                    throw new java.io.UncheckedIOException(e);
                  }
                });
      }
      assertThat(one.getInputStream().readNBytes(half)).hasSize(half);
      assertThat(other.getInputStream().readNBytes(half)).hasSize(half);
      var took = Duration.ofNanos(System.nanoTime() - begun);
      assertThat(took).isBetween(Duration.ofMillis(1500), Duration.ofSeconds(6));
    }
  }
}
