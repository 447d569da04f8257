// SPDX-License-Identifier: Apache-2.0
package io.sallyport.itest;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.itest.harness.ByteServer;
import io.sallyport.itest.harness.Pattern;
import io.sallyport.itest.harness.Product;
import io.sallyport.itest.harness.Socks5;
import io.sallyport.testing.Await;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What an inbound allows at most. */
class LimitsIT {

  @RegisterExtension
  static final Product PRODUCT =
      new Product()
          .listener("few", "\"max_connections\": 2, \"final\": \"direct\"")
          .listener("fair", "\"max_connections_per_source\": 1, \"final\": \"direct\"")
          .listener("brief", "\"idle_timeout\": \"1s\", \"final\": \"direct\"")
          .listener(
              "users",
              """
              "users": [
                {"username": "alice", "password": "a", "max_connections": 2, "rate_limit": "400KB"},
                {"username": "bob", "password": "b"}
              ], "final": "direct"\
              """);

  @Test
  void maxConnections() throws Exception {
    int port = PRODUCT.port("few");
    try (var echo = ByteServer.echo();
        var first = Socks5.open(port, "127.0.0.1", echo.port())) {
      var second = Socks5.open(port, "127.0.0.1", echo.port());
      assertThat(Socks5.code(port, "127.0.0.1", echo.port())).as("the third").isEqualTo(1);
      second.close();
      Await.until("there is room", () -> Socks5.code(port, "127.0.0.1", echo.port()) == 0);
      first.getOutputStream().write(7);
      assertThat(first.getInputStream().read()).as("the first was not touched").isEqualTo(7);
    }
  }

  @Test
  void maxConnectionsPerSource() throws Exception {
    int port = PRODUCT.port("fair");
    try (var echo = ByteServer.echo();
        var first = Socks5.open(port, "127.0.0.1", echo.port());
        var other = new Socket()) {
      assertThat(Socks5.code(port, "127.0.0.1", echo.port())).isEqualTo(1);
      other.bind(new InetSocketAddress("127.0.0.3", 0));
      other.connect(new InetSocketAddress("127.0.0.1", port), 5000);
      other.setSoTimeout(10_000);
      assertThat(Socks5.connect(other, "127.0.0.1", echo.port()).code()).isZero();
      assertThat(first.isConnected()).isTrue();
    }
  }

  @Test
  void idleTimeout() throws Exception {
    try (var echo = ByteServer.echo();
        var client = Socks5.open(PRODUCT.port("brief"), "127.0.0.1", echo.port())) {
      long begun = System.nanoTime();
      // Not idle as long as something moves: 1.5 s of bytes, one every 10 ms at most.
      while (System.nanoTime() - begun < 1_500_000_000L) {
        client.getOutputStream().write(1);
        assertThat(client.getInputStream().read()).isEqualTo(1);
      }
      long silent = System.nanoTime();
      assertThat(client.getInputStream().read()).isEqualTo(-1);
      assertThat(System.nanoTime() - silent).isBetween(900_000_000L, 5_000_000_000L);
      Await.until("the target's side is closed too", () -> echo.open() == 0);
    }
  }

  /** Bob, who comes to the same port, has none of Alice's limits, whose sessions share a rate. */
  @Test
  void limitsOfAUser() throws Exception {
    int length = 300_000;
    try (var source = ByteServer.source(7, length);
        var bob = as("bob", source);
        var bobs = as("bob", source);
        var more = as("bob", source)) {
      long begun = System.nanoTime();
      Pattern.check(bob.getInputStream(), 7, length);
      Pattern.check(bobs.getInputStream(), 7, length);
      Pattern.check(more.getInputStream(), 7, length);
      long free = System.nanoTime() - begun;

      begun = System.nanoTime();
      try (var one = as("alice", source);
          var other = as("alice", source);
          var third = Socks5.dial(PRODUCT.port("users"))) {
        assertThat(Socks5.connect(third, "alice", "a", "127.0.0.1", source.port()).code())
            .as("the third")
            .isEqualTo(1);
        Pattern.check(one.getInputStream(), 7, length);
        Pattern.check(other.getInputStream(), 7, length);
      }
      // 600,000 bytes, of which a tenth of a second's worth and what is in hand come at once.
      assertThat(System.nanoTime() - begun).isBetween(950_000_000L, 15_000_000_000L);
      assertThat(free).isLessThan(950_000_000L);
      Await.until("there is room for Alice", () -> granted("alice", source));
    }
  }

  private static boolean granted(String user, ByteServer target) throws IOException {
    try (var socket = Socks5.dial(PRODUCT.port("users"))) {
      var password = user.substring(0, 1);
      return Socks5.connect(socket, user, password, "127.0.0.1", target.port()).code() == 0;
    }
  }

  private static Socket as(String user, ByteServer target) throws IOException {
    var socket = Socks5.dial(PRODUCT.port("users"));
    var password = user.substring(0, 1);
    var reply = Socks5.connect(socket, user, password, "127.0.0.1", target.port());
    assertThat(reply.code()).as(user).isZero();
    return socket;
  }
}
