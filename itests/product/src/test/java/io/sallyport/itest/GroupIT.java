// SPDX-License-Identifier: Apache-2.0
package io.sallyport.itest;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.sallyport.itest.harness.ByteServer;
import io.sallyport.itest.harness.Ports;
import io.sallyport.itest.harness.Product;
import io.sallyport.itest.harness.Socks5;
import io.sallyport.itest.harness.Upstreams;
import io.sallyport.itest.harness.WebServer;
import io.sallyport.testing.Await;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Groups over other people's proxies. */
class GroupIT {

  @RegisterExtension final Product product = new Product();

  private final Upstreams upstreams = new Upstreams();

  @AfterEach
  void stop() throws Exception {
    upstreams.close();
  }

  private void socks(String tag, int port) throws Exception {
    product
        .home()
        .write(
            "io.sallyport.outbound.socks~" + tag,
            "{\"server\": \"127.0.0.1\", \"server_port\": " + port + "}");
    product.awaitOutbound(tag);
  }

  private JsonObject group(String tag) throws Exception {
    for (var one : product.list("outbound:groups")) {
      if (one.getAsJsonObject().get("tag").getAsString().equals(tag)) {
        return one.getAsJsonObject();
      }
    }
    throw new AssertionError("no group " + tag);
  }

  private String chosen(String tag) throws Exception {
    return group(tag).get("chosen").getAsString();
  }

  private int streams(String group, int member) throws Exception {
    return group(group)
        .getAsJsonArray("members")
        .get(member)
        .getAsJsonObject()
        .get("streams")
        .getAsInt();
  }

  private static void ping(Socket client) throws Exception {
    client.getOutputStream().write(7);
    assertThat(client.getInputStream().read()).isEqualTo(7);
  }

  /** Opens so many sessions one after the other; how many failed. */
  private int failed(String tag, int count, int target, Runnable midway) throws Exception {
    int failed = 0;
    for (int i = 0; i < count; i++) {
      if (i == count / 2) {
        midway.run();
      }
      try (var client = Socks5.dial(product.port(tag))) {
        if (Socks5.connect(client, "127.0.0.1", target).code() != 0) {
          failed++;
        } else {
          ping(client);
        }
      }
    }
    return failed;
  }

  @Test
  void fallbackLosesNoDialWhenItsFirstMemberIsKilledAndGoesBackToIt() throws Exception {
    var first = upstreams.microsocks();
    var second = upstreams.microsocks();
    socks("one", first.port());
    socks("two", second.port());
    product.via("both", "fallback", "{\"outbounds\": [\"one\", \"two\"]}");
    try (var echo = ByteServer.echo()) {
      assertThat(failed("both", 50, echo.port(), () -> Upstreams.kill(first))).isZero();
      assertThat(chosen("both")).isEqualTo("two");
      assertThat(product.shell("outbound:groups").out()).contains("both (fallback)", "* two");
      assertThat(Socks5.code(product.port("both"), "127.0.0.1", Ports.free()))
          .as("the target's refusal is passed on")
          .isEqualTo(5);

      // The same proxy again, on the same port.
      socks("three", upstreams.microsocks().port());
      try (var forward = ByteServer.start("127.0.0.1", first.port(), to(second.port()))) {
        Await.until(
            "one is used again",
            () -> {
              assertThat(failed("both", 1, echo.port(), () -> {})).isZero();
              return chosen("both").equals("one");
            });
        assertThat(forward.accepted()).isPositive();
        Upstreams.kill(second);
      }
      assertThat(Socks5.code(product.port("both"), "127.0.0.1", echo.port()))
          .as("nobody is left")
          .isNotZero();
    }
    assertThat(product.log()).doesNotContain("ERROR").doesNotContain("ircular");
  }

  /** Carries a connection on to a port of this machine. */
  private static ByteServer.Role to(int port) {
    return client -> {
      try (var far = new Socket("127.0.0.1", port)) {
        var back =
            Thread.ofVirtual()
                .start(
                    () -> {
                      try {
                        far.getInputStream().transferTo(client.getOutputStream());
                        client.shutdownOutput();
                      } catch (java.io.IOException e) {
                        // either side has gone
                      }
                    });
        client.getInputStream().transferTo(far.getOutputStream());
        far.shutdownOutput();
        back.join();
      } catch (java.io.IOException e) {
        // either side has gone
      }
    };
  }

  @Test
  void aSelectionCutsOldStreamsAndSurvivesARestart() throws Exception {
    socks("one", upstreams.microsocks().port());
    socks("two", upstreams.microsocks().port());
    product.via(
        "hand",
        "selector",
        "{\"outbounds\": [\"one\", \"two\"], \"interrupt_exist_connections\": true}");
    try (var echo = ByteServer.echo();
        var client = Socks5.open(product.port("hand"), "127.0.0.1", echo.port())) {
      for (int i = 0; i < 100; i++) {
        ping(client); // long enough for the session to be relayed below its pipeline
      }
      assertThat(chosen("hand")).isEqualTo("one");
      assertThat(streams("hand", 0)).isOne();

      assertThat(product.shell("outbound:select", "hand", "nobody").status()).isEqualTo(1);
      assertThat(product.shell("outbound:select", "nobody", "two").status()).isEqualTo(1);
      assertThat(product.shell("outbound:select", "hand", "two").status()).isZero();
      assertThat(RunsOut.ended(client)).as("went by the old member").isTrue();
      Await.until("its count goes", () -> streams("hand", 0) == 0);
      assertThat(failed("hand", 3, echo.port(), () -> {})).isZero();
    }
    assertThat(product.stop()).isZero();
    var again =
        new ProcessBuilder(
                Product.ROOT.resolve("launcher/target/sallyport/bin/sallyport").toString(),
                "run",
                "--no-shell",
                "--home",
                product.home().root().toString())
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      Await.until("it accepts again", () -> Ports.accepts(product.port("hand")));
      product.awaitOutbound("hand");
      assertThat(chosen("hand")).isEqualTo("two");
    } finally {
      again.destroy();
      assertThat(again.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void loadbalanceSpreadsAndUrltestMeasures() throws Exception {
    socks("one", upstreams.microsocks().port());
    socks("two", upstreams.microsocks().port());
    product.via("spread", "loadbalance", "{\"outbounds\": [\"one\", \"two\"]}");
    try (var web = new WebServer();
        var echo = ByteServer.echo()) {
      product.via(
          "fast",
          "urltest",
          """
          {"outbounds": ["one", "spread"], "url": "http://127.0.0.1:%d/", "interval": "1s"}
          """
              .formatted(web.port()));
      List<Socket> open = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        open.add(Socks5.open(product.port("spread"), "127.0.0.1", echo.port()));
      }
      assertThat(streams("spread", 0)).isEqualTo(10);
      assertThat(streams("spread", 1)).isEqualTo(10);
      for (var client : open) {
        client.close();
      }
      assertThat(failed("fast", 1, echo.port(), () -> {})).isZero();
      Await.until(
          "both are measured",
          () ->
              group("fast").getAsJsonArray("members").asList().stream()
                  .noneMatch(one -> one.getAsJsonObject().get("delay_milliseconds").isJsonNull()));
    }
  }

  @Test
  void aGroupThatNamesItselfOrNobodyIsRefused() throws Exception {
    product
        .home()
        .write("io.sallyport.outbound.fallback~self", "{\"outbounds\": [\"direct\", \"self\"]}");
    product.home().write("io.sallyport.outbound.selector~lost", "{\"outbounds\": [\"absent\"]}");
    Await.until(
        "both are refused",
        () ->
            product
                    .json("sallyport:status")
                    .getAsJsonObject()
                    .get("configuration_problems")
                    .getAsInt()
                >= 2);
    assertThat(product.outbounds()).doesNotContain("self", "lost");
  }
}
