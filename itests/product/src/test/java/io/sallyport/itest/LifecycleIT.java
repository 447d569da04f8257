// SPDX-License-Identifier: Apache-2.0
package io.sallyport.itest;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonParser;
import io.sallyport.itest.harness.ByteServer;
import io.sallyport.itest.harness.Ports;
import io.sallyport.itest.harness.Product;
import io.sallyport.itest.harness.Socks5;
import io.sallyport.testing.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Start, stop, and what stands in the way. Every test has an instance of its own. */
class LifecycleIT {

  @RegisterExtension
  final Product product = new Product().listener("main", "\"final\": \"direct\"");

  @Test
  void everyBundleOfEveryFeatureIsActive() throws Exception {
    var status = product.json("sallyport:status").getAsJsonObject();
    assertThat(status.get("bundles_not_active").getAsJsonArray()).isEmpty();
    assertThat(status.get("bundles").getAsInt())
        .as("as many as the features name, and the framework")
        .isGreaterThanOrEqualTo(named("base").size() + named("gateway").size());
    assertThat(status.get("configuration_problems").getAsInt()).isZero();
    assertThat(product.outbounds()).contains("direct", "block");
    assertThat(product.log()).doesNotContain("ERROR").doesNotContain("Exception");
  }

  private static JsonArray named(String feature) throws IOException {
    var file = Product.ROOT.resolve("launcher/target/sallyport/features/" + feature + ".json");
    return JsonParser.parseString(Files.readString(file))
        .getAsJsonObject()
        .getAsJsonArray("bundles");
  }

  @Test
  void sigtermWithSessionsEndsInTimeWithStatusZero() throws Exception {
    try (var echo = ByteServer.echo()) {
      var clients = new ArrayList<Socket>();
      for (int i = 0; i < 50; i++) {
        var client = Socks5.open(product.port("main"), "127.0.0.1", echo.port());
        client.getOutputStream().write(1);
        client.getInputStream().read();
        clients.add(client);
      }
      long begun = System.nanoTime();
      assertThat(product.stop()).isZero();
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(8));
      for (var client : clients) {
        assertThat(RunsOut.ended(client)).isTrue();
        client.close();
      }
      Await.until("the target's sides are closed", () -> echo.open() == 0);
    }
  }

  @Test
  void withoutSessionsItStopsAtOnce() throws Exception {
    long begun = System.nanoTime();
    assertThat(product.stop()).isZero();
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(4));
    assertThat(product.shell("sallyport:version").status()).as("nothing runs").isEqualTo(3);
  }

  @Test
  void theShellCanStopIt() throws Exception {
    assertThat(product.shell("sallyport:stop").status()).isZero();
    Await.until("it has ended", () -> !product.process().isAlive());
    assertThat(product.process().exitValue()).isZero();
  }

  @Test
  void aSecondInstanceOnOneHomeIsRefused() throws Exception {
    var second = product.runAgain();
    assertThat(second.status()).isEqualTo(2);
    assertThat(second.err())
        .contains("pid " + product.process().pid())
        .contains(product.home().root().toString());
    assertThat(Socks5.code(product.port("main"), "127.0.0.1", Ports.free()))
        .as("the first goes on")
        .isEqualTo(5);
    assertThat(product.shell("sallyport:version").status()).isZero();
  }

  @Test
  void theShellSocketIsForItsOwnerOnly() throws Exception {
    var run = product.home().root().resolve("run");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(run)))
        .isEqualTo("rwx------");
    var socket = run.resolve("shell.sock");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
        .isEqualTo("rw-------");
  }

  @Test
  void aTakenPortIsNamedAndHealsAndTheRestGoesOn() throws Exception {
    int port = Ports.free();
    var pid = "io.sallyport.socks~second";
    try (var squatter = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
      product
          .home()
          .write(pid, "{\"listen_port\": " + squatter.getLocalPort() + ", \"final\": \"direct\"}");
      Await.until(
          "the problem shows", () -> product.shell("config:errors").out().contains("" + port));
      var told = product.shell("config:errors").out();
      assertThat(told).contains("listen_port").contains(pid + ".cfg.json");
      assertThat(product.log()).contains("listen_port " + port).contains(pid + ".cfg.json");
      assertThat(Socks5.code(product.port("main"), "127.0.0.1", Ports.free()))
          .as("the other listener works")
          .isEqualTo(5);
    }
    Await.until(
        "the listener heals",
        Duration.ofSeconds(40),
        () -> product.list("config:errors").isEmpty() && Ports.accepts(port));
  }

  @Test
  void logsTellNoDestinationsAndNoClients() throws Exception {
    Socks5.code(product.port("main"), "very-private.invalid", 4712);
    Socks5.code(product.port("main"), "127.0.0.1", Ports.free());
    assertThat(product.log()).doesNotContain("very-private").doesNotContain("4712");
  }
}
