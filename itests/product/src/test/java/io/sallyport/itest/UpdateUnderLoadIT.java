// SPDX-License-Identifier: Apache-2.0
package io.sallyport.itest;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import io.sallyport.itest.harness.ByteServer;
import io.sallyport.itest.harness.Crowd;
import io.sallyport.itest.harness.Ports;
import io.sallyport.itest.harness.Product;
import io.sallyport.itest.harness.Socks5;
import io.sallyport.itest.harness.Upstreams;
import io.sallyport.testing.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Each of our own bundles is updated while two thousand sessions are open, as an operator does it:
 * the jar goes into {@code deploy/}, and File Install updates the bundle of the same name and
 * version. What a bundle's own work is may pause; sessions do not end.
 */
@Timeout(180)
class UpdateUnderLoadIT {

  private static final int HALF = 1000;

  /** On these sessions live. */
  private static final Set<String> FOUNDATIONS = Set.of("api", "session");

  /** With these a listener opens anew; and what wrote the log tells again what it had told. */
  private static final Set<String> OPENING =
      Set.of(
          "channel",
          "command",
          "logging",
          "password",
          "policy",
          "socks",
          "socks-codec",
          "transport");

  private static final String UPDATING = "Updating this bundle instead";

  private static final Path DIST = Product.ROOT.resolve("launcher/target/sallyport");
  private static final Path MARK =
      Product.ROOT.resolve("itests/sample-outbound/target/pinned-1.0.0.jar");

  @RegisterExtension
  static final Product PRODUCT = new Product().listener("a", "\"final\": \"direct\"");

  private boolean marked;

  @Test
  @SuppressWarnings("SystemOut") // the counts are what one wants to read of it
  void updatesOfBundlesEndNoSession() throws Exception {
    try (var upstreams = new Upstreams();
        var echo = ByteServer.echo()) {
      PRODUCT.via(
          "b",
          "socks",
          "{\"server\": \"127.0.0.1\", \"server_port\": " + upstreams.microsocks().port() + "}");
      int portA = PRODUCT.port("a");
      int portB = PRODUCT.port("b");
      try (var a = Crowd.of(HALF, () -> Socks5.open(portA, "127.0.0.1", echo.port()));
          var b = Crowd.of(HALF, () -> Socks5.open(portB, "127.0.0.1", echo.port()))) {
        assertThat(a.alive() + b.alive()).isEqualTo(2 * HALF);
        for (var bundle : bundles()) {
          long begun = System.nanoTime();
          long opened = logged("listening on");
          update(bundle);
          Await.until("both listen", () -> Ports.accepts(portA) && Ports.accepts(portB));
          Await.until(
              "new sessions go by " + bundle, () -> code(portA, echo) + code(portB, echo) == 0);
          int aliveA = a.alive();
          int aliveB = b.alive();
          System.out.println(
              "update: %-12s %d ms, %d of %d and %d of %d alive"
                  .formatted(
                      bundle, (System.nanoTime() - begun) / 1_000_000, aliveA, HALF, aliveB, HALF));
          assertThat(aliveA + aliveB).as("alive after " + bundle).isEqualTo(2 * HALF);
          if (!OPENING.contains(bundle)) {
            assertThat(logged("listening on")).as("listeners, by " + bundle).isEqualTo(opened);
          }
        }
        var status = PRODUCT.json("sallyport:status").getAsJsonObject();
        assertThat(status.get("bundles_not_active").getAsJsonArray()).isEmpty();
      }
    }
    Await.until("the table is empty", () -> PRODUCT.list("session:list").isEmpty());
  }

  private static int code(int listener, ByteServer echo) {
    try {
      return Socks5.code(listener, "127.0.0.1", echo.port());
    } catch (IOException e) {
      return -100; // in between two generations
    }
  }

  /** All of ours that the features name. */
  private static List<String> bundles() throws IOException {
    var names = new TreeSet<String>();
    try (var features = Files.newDirectoryStream(DIST.resolve("features"), "*.json")) {
      for (var feature : features) {
        var json = JsonParser.parseString(Files.readString(feature)).getAsJsonObject();
        for (var bundle : json.getAsJsonArray("bundles")) {
          var id = bundle.getAsJsonObject().get("id").getAsString().split(":");
          if (id[0].equals("io.sallyport") && !FOUNDATIONS.contains(id[1])) {
            names.add(id[1]);
          }
        }
      }
    }
    assertThat(names).contains("config", "transport", "upstream");
    return List.copyOf(names);
  }

  private static long logged(String text) {
    return PRODUCT.log().lines().filter(line -> line.contains(text)).count();
  }

  private void update(String bundle) throws Exception {
    long before = logged(UPDATING);
    try (var versions = Files.walk(DIST.resolve("bundles/io/sallyport").resolve(bundle))) {
      var jar = versions.filter(file -> file.toString().endsWith(".jar")).findFirst().orElseThrow();
      PRODUCT.home().deploy(bundle + ".jar", jar);
    }
    Await.until(bundle + " is being updated", () -> logged(UPDATING) > before);
    // Files are seen to one after the other: when the next is done, so is this one.
    if (marked) {
      PRODUCT.home().undeploy("mark.jar");
    } else {
      PRODUCT.home().deploy("mark.jar", MARK);
    }
    marked = !marked;
    Await.until("the update is over", () -> installed().contains("com.example.pinned") == marked);
  }

  /** The names of all bundles; as before where the shell itself is away. */
  private String installed() {
    try {
      return PRODUCT.shellAt(200, "felix:lb -s").out();
    } catch (IOException e) {
      return marked ? "" : "com.example.pinned";
    }
  }
}
