// SPDX-License-Identifier: Apache-2.0
package io.sallyport.itest;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.itest.harness.ByteServer;
import io.sallyport.itest.harness.Load;
import io.sallyport.itest.harness.Product;
import io.sallyport.itest.harness.Socks5;
import io.sallyport.testing.Await;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Somebody else's outbound comes, is replaced and goes, under load; nobody else notices. */
class HotDeployIT {

  private static final int SESSIONS = 32;
  private static final String JAR = "pinned.jar";
  private static final Path FIRST =
      Product.ROOT.resolve("itests/sample-outbound/target/pinned-1.0.0.jar");
  private static final Path SECOND =
      Product.ROOT.resolve("itests/sample-outbound-2/target/pinned-2-2.0.0.jar");
  private static final String BEFORE = "\"drain_timeout\": \"3s\", \"final\": \"block\"";
  private static final String AFTER = "\"drain_timeout\": \"3s\", \"final\": \"lab\"";

  @RegisterExtension
  static final Product PRODUCT =
      new Product().listener("steady", "\"final\": \"direct\"").listener("lab", BEFORE);

  @Test
  void comesIsReplacedAndGoes() throws Exception {
    var reached = new AtomicInteger();
    try (var target = ByteServer.echo();
        var pinned =
            ByteServer.start(
                socket -> {
                  reached.incrementAndGet();
                  ByteServer.echoTo(socket);
                });
        var steady = new Load(PRODUCT.port("steady"), target.port(), SESSIONS)) {
      steady.awaitMovement();

      // It comes: jar, its configuration, and a policy that names it.
      PRODUCT.home().deploy(JAR, FIRST);
      PRODUCT
          .home()
          .write(
              "io.sallyport.outbound.pinned~lab",
              "{\"server\": \"127.0.0.1\", \"server_port\": " + pinned.port() + "}");
      PRODUCT.edit("lab", AFTER);
      Await.until("the next session uses it", () -> served().equals("version 1"));
      steady.awaitMovement();

      // It is replaced while a session of the first version runs on it.
      try (var old = lab()) {
        assertThat(firstLine(old)).isEqualTo("version 1");
        PRODUCT.home().deploy(JAR, SECOND);
        Await.until("the second version serves", () -> served().equals("version 2"));
        old.getOutputStream().write(42);
        assertThat(old.getInputStream().read()).as("the old session drains").isEqualTo(42);
        assertThat(RunsOut.ended(old)).as("and is ended at drain_timeout").isTrue();
      }
      steady.awaitMovement();

      // It goes: the policy that names it blocks.
      try (var last = lab()) {
        assertThat(firstLine(last)).isEqualTo("version 2");
        PRODUCT.home().undeploy(JAR);
        Await.until("the policy blocks", () -> code() == 1);
        int before = reached.get();
        assertThat(code()).isEqualTo(1);
        assertThat(reached.get()).isEqualTo(before);
        last.getOutputStream().write(43);
        assertThat(last.getInputStream().read()).as("its last session drains").isEqualTo(43);
        assertThat(RunsOut.ended(last)).isTrue();
      }
      assertThat(PRODUCT.outbounds()).doesNotContain("lab");
      assertThat(PRODUCT.shell("config:errors").out())
          .contains("pinned~lab.cfg.json: nothing here makes outbounds of");
      steady.awaitMovement();

      // And it comes back, with the configuration that is still there.
      PRODUCT.home().deploy(JAR, FIRST);
      Await.until("it serves again", () -> served().equals("version 1"));
      Await.until("its file has a taker", () -> PRODUCT.list("config:errors").isEmpty());

      var result = steady.finish();
      assertThat(result.lost()).as("lost sessions: %s", result.problems()).isZero();
      assertThat(result.wrong()).as("streams with wrong bytes").isZero();
      assertThat(result.whole()).isEqualTo(SESSIONS);
      assertThat(result.bytes()).as("bytes that were checked").isGreaterThan(10_000_000);
      assertThat(result.longestStallMillis()).as("longest stall").isLessThan(2_000);
      var status = PRODUCT.json("sallyport:status").getAsJsonObject();
      assertThat(status.get("bundles_not_active").getAsJsonArray()).isEmpty();
    }
  }

  private static Socket lab() throws IOException {
    return Socks5.open(PRODUCT.port("lab"), "whatever.example", 1);
  }

  private static int code() throws IOException {
    return Socks5.code(PRODUCT.port("lab"), "whatever.example", 1);
  }

  /** Which version serves a new session; empty if none does. */
  private static String served() throws IOException {
    try (var client = Socks5.dial(PRODUCT.port("lab"))) {
      return Socks5.connect(client, "whatever.example", 1).code() == 0 ? firstLine(client) : "";
    }
  }

  /** The echo of the greeting that the second version sends, or of our own. */
  private static String firstLine(Socket client) throws IOException {
    client.getOutputStream().write('\n');
    int first = client.getInputStream().read();
    if (first == '\n') {
      return "version 1";
    }
    var greeting = new StringBuilder().append((char) first);
    for (int next; (next = client.getInputStream().read()) != '\n'; ) {
      greeting.append((char) next);
    }
    assertThat(greeting.toString()).isEqualTo("pinned 2");
    assertThat(client.getInputStream().read()).as("our own line behind it").isEqualTo('\n');
    return "version 2";
  }
}
