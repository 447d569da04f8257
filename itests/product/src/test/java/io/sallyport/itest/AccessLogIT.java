// SPDX-License-Identifier: Apache-2.0
package io.sallyport.itest;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.sallyport.itest.harness.ByteServer;
import io.sallyport.itest.harness.Ports;
import io.sallyport.itest.harness.Product;
import io.sallyport.itest.harness.Socks5;
import io.sallyport.testing.Await;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The access log: not there unless asked for, and then without addresses unless asked again. */
class AccessLogIT {

  private static final String PID = "io.sallyport.session";

  /** Every test sets what it is about, and an instance of its own is not told by the others. */
  @RegisterExtension
  final Product product =
      new Product()
          .listener(
              "main",
              "\"users\": [{\"username\": \"ann\", \"password\": \"one\"}], \"final\": \"direct\"");

  private List<JsonObject> lines() {
    return product
        .log()
        .lines()
        .filter(line -> line.contains("\"inbound\":\"main\""))
        .map(line -> JsonParser.parseString(line.substring(line.indexOf('{'))).getAsJsonObject())
        .toList();
  }

  private void session(String host, int port) throws Exception {
    try (var client = Socks5.dial(product.port("main"))) {
      if (Socks5.connect(client, "ann", "one", host, port).code() == 0) {
        client.getOutputStream().write(new byte[100]);
        assertThat(client.getInputStream().readNBytes(100)).hasSize(100);
      }
    }
    Await.until("it is over", () -> product.list("session:list").isEmpty());
  }

  private void set(String json) throws Exception {
    product.home().write(PID, json);
    Await.until(
        "it is in force",
        () ->
            product.list("config:list").asList().stream()
                .anyMatch(one -> one.getAsJsonObject().get("pid").getAsString().equals(PID)));
  }

  private JsonObject next(int number) throws Exception {
    return Await.value(
        "line " + number,
        Duration.ofSeconds(10),
        () -> lines().size() > number ? lines().get(number) : null);
  }

  @Test
  void isOffUnlessItIsAskedFor() throws Exception {
    try (var echo = ByteServer.echo()) {
      session("127.0.0.1", echo.port());
      set("{\"access_log\": true}");
      session("127.0.0.1", echo.port());
      assertThat(next(0)).as("the second alone").isNotNull();
      assertThat(lines()).hasSize(1);
    }
  }

  @Test
  void tellsWhatHappenedAndNotToWhom() throws Exception {
    set("{\"access_log\": true}");
    try (var echo = ByteServer.echo()) {
      session("localhost", echo.port());
      session("localhost", echo.port());
      session("127.0.0.1", Ports.free());
      var first = next(0);
      assertThat(first.get("user").getAsString()).isEqualTo("ann");
      assertThat(first.get("outbound").getAsString()).isEqualTo("direct");
      assertThat(first.get("result").getAsString()).isEqualTo("served");
      assertThat(first.get("up_bytes").getAsLong()).isEqualTo(100);
      assertThat(first.get("down_bytes").getAsLong()).isEqualTo(100);
      assertThat(first.get("destination_port").getAsInt()).isEqualTo(echo.port());
      assertThat(first.get("destination_kind").getAsString()).isEqualTo("name");
      assertThat(first.get("destination").getAsString()).matches("#[0-9a-f]{16}");
      assertThat(first.get("source").getAsString()).matches("#[0-9a-f]{16}");

      assertThat(next(1).get("destination"))
          .as("the same is the same")
          .isEqualTo(first.get("destination"));
      var refused = next(2);
      assertThat(refused.get("result").getAsString()).isEqualTo("refused");
      assertThat(refused.get("destination_kind").getAsString()).isEqualTo("address");
      assertThat(refused.get("destination")).isNotEqualTo(first.get("destination"));
      assertThat(lines())
          .allSatisfy(line -> assertThat(line.toString()).doesNotContain("127.0.0.1"));
      assertThat(lines())
          .allSatisfy(line -> assertThat(line.toString()).doesNotContain("localhost"));
    }
  }

  @Test
  void namesThemWhereTheOperatorWantsIt() throws Exception {
    set("{\"access_log\": true, \"access_log_redact\": false}");
    try (var echo = ByteServer.echo()) {
      session("localhost", echo.port());
      var line = next(0);
      assertThat(line.get("destination").getAsString()).isEqualTo("localhost");
      assertThat(line.get("source").getAsString()).isEqualTo("127.0.0.1");
    }
  }
}
