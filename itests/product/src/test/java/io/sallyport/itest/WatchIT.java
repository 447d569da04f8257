// SPDX-License-Identifier: Apache-2.0
package io.sallyport.itest;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonStreamParser;
import io.sallyport.itest.harness.ByteServer;
import io.sallyport.itest.harness.Product;
import io.sallyport.itest.harness.ShellSocket;
import io.sallyport.itest.harness.Socks5;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code session:list --watch}: one picture after the other, until it is interrupted. */
@Timeout(40)
class WatchIT {

  private static final int INTERRUPTED = 130;

  @RegisterExtension
  static final Product PRODUCT =
      new Product()
          .listener("main", "\"final\": \"direct\"")
          .listener("other", "\"final\": \"direct\"");

  private static List<JsonArray> frames(String text) {
    var frames = new ArrayList<JsonArray>();
    var parser = new JsonStreamParser(text);
    try {
      while (parser.hasNext()) {
        frames.add(parser.next().getAsJsonArray());
      }
    } catch (com.google.gson.JsonParseException e) {
      return frames; // the last one has not come whole
    }
    return frames;
  }

  private static void ping(Socket client, int bytes) throws Exception {
    client.getOutputStream().write(new byte[bytes]);
    assertThat(client.getInputStream().readNBytes(bytes)).hasSize(bytes);
  }

  private static void hangUp(Socket client) throws java.io.IOException {
    client.close();
  }

  @Test
  void eachFrameIsThePictureOfItsMoment() throws Exception {
    try (var echo = ByteServer.echo();
        var first = Socks5.open(PRODUCT.port("main"), "127.0.0.1", echo.port())) {
      ping(first, 1000);
      var opened = new ArrayList<Socket>();
      var text = new StringBuilder();
      int status =
          ShellSocket.watch(
              PRODUCT.home(),
              "session:list --inbound main --watch --interval 1 --json",
              out -> {
                text.append(out);
                var frames = frames(text.toString());
                if (frames.size() == 1 && opened.isEmpty()) {
                  ping(first, 5000);
                  opened.add(Socks5.open(PRODUCT.port("main"), "127.0.0.1", echo.port()));
                  opened.add(Socks5.open(PRODUCT.port("other"), "127.0.0.1", echo.port()));
                } else if (frames.size() == 2 && !first.isClosed()) {
                  hangUp(first);
                }
                return frames.size() < 3;
              });
      assertThat(status).as("it was interrupted").isEqualTo(INTERRUPTED);
      var frames = frames(text.toString());
      assertThat(frames.get(0)).hasSize(1);
      assertThat(frames.get(1)).as("and not those of the other listener").hasSize(2);
      assertThat(frames.get(2)).hasSize(1);
      var before = frames.get(0).get(0).getAsJsonObject();
      var after = frames.get(1).get(0).getAsJsonObject();
      assertThat(after.get("id")).isEqualTo(before.get("id"));
      assertThat(before.get("up_bytes").getAsLong()).isEqualTo(1000);
      assertThat(after.get("up_bytes").getAsLong()).isEqualTo(6000);
      assertThat(after.get("bytes_per_second").getAsLong()).isPositive();
      assertThat(frames.get(2).get(0).getAsJsonObject().get("id")).isNotEqualTo(before.get("id"));
      for (var socket : opened) {
        socket.close();
      }
    }
    assertThat(PRODUCT.shell("sallyport:version").status()).as("the shell lives on").isZero();
  }

  @Test
  void framesForPeopleAreTables() throws Exception {
    try (var echo = ByteServer.echo();
        var client = Socks5.open(PRODUCT.port("other"), "localhost", echo.port())) {
      ping(client, 10);
      var text = new StringBuilder();
      ShellSocket.watch(
          PRODUCT.home(),
          "session:list --inbound other --watch --interval 1",
          out -> {
            text.append(out);
            if (text.indexOf("RATE") >= 0) {
              hangUp(client);
            }
            return text.indexOf("no sessions") < 0;
          });
      assertThat(text).contains("localhost:" + echo.port(), "RATE", "no sessions");
      assertThat(text.indexOf("RATE")).isLessThan(text.indexOf("no sessions"));
    }
  }
}
