// SPDX-License-Identifier: Apache-2.0
package io.sallyport.itest;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.itest.harness.ByteServer;
import io.sallyport.itest.harness.Crowd;
import io.sallyport.itest.harness.Product;
import io.sallyport.itest.harness.Socks5;
import io.sallyport.itest.harness.Upstreams;
import io.sallyport.testing.Await;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two thousand sessions are open while one thing after the other is changed; each is counted. */
@Timeout(120)
class ReloadUnderLoadIT {

  private static final int HALF = 1000;
  private static final String USERS =
      "\"users\": [{\"username\": \"ann\", \"password\": \"one\"},"
          + " {\"username\": \"bob\", \"password\": \"%s\"}], ";
  private static final String HOP = "io.sallyport.outbound.socks~hop";

  @RegisterExtension
  static final Product PRODUCT = new Product().listener("a", rulesOfA("one", ""));

  private static final Upstreams UPSTREAMS = new Upstreams();
  private static ByteServer echo;

  @BeforeAll
  static void serve() throws IOException {
    echo = ByteServer.echo();
  }

  @AfterAll
  static void stop() throws IOException {
    echo.close();
    UPSTREAMS.close();
  }

  private static String rulesOfA(String passwordOfBob, String rules) {
    return USERS.formatted(passwordOfBob) + rules + "\"final\": \"direct\"";
  }

  private static String hop(Upstreams.Server server) {
    return "{\"server\": \"127.0.0.1\", \"server_port\": " + server.port() + "}";
  }

  private static Socket byA(String user, String password) throws IOException {
    var socket = Socks5.dial(PRODUCT.port("a"));
    var reply = Socks5.connect(socket, user, password, "127.0.0.1", echo.port());
    assertThat(reply.code()).isZero();
    return socket;
  }

  private static int codeOfA(String password, int port) throws IOException {
    try (var socket = Socks5.dial(PRODUCT.port("a"))) {
      return Socks5.connect(socket, "bob", password, "127.0.0.1", port).code();
    } catch (IOException e) {
      return -1; // not let in
    }
  }

  private static int codeOfB() throws IOException {
    return Socks5.code(PRODUCT.port("b"), "127.0.0.1", echo.port());
  }

  /** Who is alive, for one line of a table. */
  private static int alive(String after, Crowd... crowds) {
    int alive = 0;
    int all = 0;
    var each = new StringBuilder();
    for (var crowd : crowds) {
      int now = crowd.alive();
      each.append(' ').append(now).append('/').append(crowd.size());
      alive += now;
      all += crowd.size();
    }
    print("reload: %-44s %d of %d alive:%s".formatted(after, alive, all, each));
    return alive;
  }

  @SuppressWarnings("SystemOut") // the counts are what one wants to read of it
  private static void print(String line) {
    System.out.println(line);
  }

  @Test
  void eachChangeTouchesWhatItChangesAndNothingElse() throws Exception {
    var first = UPSTREAMS.microsocks();
    var second = UPSTREAMS.microsocks();
    PRODUCT.home().write(HOP, hop(first));
    PRODUCT.awaitOutbound("hop");
    PRODUCT.add("b", "\"drain_timeout\": \"4s\", \"final\": \"hop\"");
    int portB = PRODUCT.port("b");
    try (var ann = Crowd.of(HALF / 2, () -> byA("ann", "one"));
        var bob = Crowd.of(HALF / 2, () -> byA("bob", "one"));
        var b = Crowd.of(HALF, () -> Socks5.open(portB, "127.0.0.1", echo.port()))) {
      assertThat(alive("at the beginning", ann, bob, b)).isEqualTo(2 * HALF);

      PRODUCT.edit("a", rulesOfA("one", "\"rules\": [{\"port\": 25, \"action\": \"reject\"}], "));
      Await.until("the new rules of A are in force", () -> codeOfA("one", 25) == 2);
      assertThat(alive("the rules of A are edited", ann, bob, b)).isEqualTo(2 * HALF);

      PRODUCT.edit("a", rulesOfA("two", ""));
      Await.until("the new password is good", () -> codeOfA("two", echo.port()) == 0);
      assertThat(codeOfA("one", echo.port())).as("and the old one is not").isEqualTo(-1);
      byA("ann", "one").close();
      assertThat(alive("the password of bob is changed", ann, bob, b)).isEqualTo(2 * HALF);

      // The next sessions go by the other server, and those that run keep theirs.
      PRODUCT.home().write(HOP, hop(second));
      Await.until("the change is in force", () -> generation(HOP) == 2);
      assertThat(codeOfB()).isZero();
      assertThat(alive("the outbound of B is changed", ann, bob, b)).isEqualTo(2 * HALF);
      Upstreams.kill(second);
      assertThat(codeOfB()).as("the new server is used").isNotZero();
      assertThat(alive("and its new server dies", ann, bob, b)).isEqualTo(2 * HALF);

      Files.delete(PRODUCT.home().config(HOP));
      Await.until("the outbound is gone", () -> !PRODUCT.outbounds().contains("hop"));
      assertThat(codeOfB()).as("B blocks").isEqualTo(1);
      assertThat(alive("the outbound of B is removed", ann, bob, b)).isEqualTo(2 * HALF);
      assertThat(b.ended()).as("B's sessions end when drain_timeout is over").isEqualTo(HALF);
      assertThat(alive("and drain_timeout is over", ann, bob)).isEqualTo(HALF);
    }
    Await.until("the table is empty", () -> PRODUCT.list("session:list").isEmpty());
    assertThat(PRODUCT.log()).doesNotContain("ERROR");
  }

  private static int generation(String pid) throws Exception {
    for (var one : PRODUCT.list("config:list")) {
      if (one.getAsJsonObject().get("pid").getAsString().equals(pid)) {
        return one.getAsJsonObject().get("generation").getAsInt();
      }
    }
    return 0;
  }
}
