// SPDX-License-Identifier: Apache-2.0
package io.sallyport.itest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.sallyport.itest.harness.ByteServer;
import io.sallyport.itest.harness.Ports;
import io.sallyport.itest.harness.Product;
import io.sallyport.itest.harness.Socks5;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The bytes of HTTP CONNECT on the port where SOCKS is spoken too. */
class HttpConnectIT {

  @RegisterExtension
  static final Product PRODUCT =
      new Product()
          .listener(
              "open", "\"rules\": [{\"port\": 25, \"action\": \"reject\"}], \"final\": \"direct\"");

  private static Socket send(String request) throws IOException {
    var client = Socks5.dial(PRODUCT.port("open"));
    client.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
    return client;
  }

  private static String head(Socket client) throws IOException {
    var head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
      int next = client.getInputStream().read();
      if (next < 0) {
        break;
      }
      head.write(next);
    }
    return head.toString(StandardCharsets.US_ASCII);
  }

  @Test
  void requestAndDataInOneSegment() throws Exception {
    try (var echo = ByteServer.echo();
        var client =
            send("CONNECT 127.0.0.1:%d HTTP/1.1\r\nHost: x\r\n\r\nearly".formatted(echo.port()))) {
      assertThat(head(client)).startsWith("HTTP/1.1 200 ");
      assertThat(client.getInputStream().readNBytes(5)).asString().isEqualTo("early");
    }
  }

  @Test
  void oneByteToASegment() throws Exception {
    try (var echo = ByteServer.echo();
        var client = Socks5.dial(PRODUCT.port("open"))) {
      var request = "CONNECT localhost:%d HTTP/1.0\r\n\r\ndata".formatted(echo.port());
      for (char one : request.toCharArray()) {
        client.getOutputStream().write(one);
      }
      assertThat(head(client)).startsWith("HTTP/1.0 200 ");
      assertThat(client.getInputStream().readNBytes(4)).asString().isEqualTo("data");
    }
  }

  static Stream<Arguments> refusals() {
    return Stream.of(
        arguments("port refused by a rule", "CONNECT a.example:25 HTTP/1.1\r\n\r\n", 403),
        arguments("closed port", "CONNECT 127.0.0.1:" + Ports.free() + " HTTP/1.1\r\n\r\n", 502),
        arguments("no port", "CONNECT a.example HTTP/1.1\r\n\r\n", 400),
        arguments("port 0", "CONNECT a.example:0 HTTP/1.1\r\n\r\n", 400),
        arguments("port 65536", "CONNECT a.example:65536 HTTP/1.1\r\n\r\n", 400),
        arguments("empty host", "CONNECT :80 HTTP/1.1\r\n\r\n", 400),
        arguments("control character in the host", "CONNECT a\u0001b:80 HTTP/1.1\r\n\r\n", 400),
        arguments("no HTTP at all", "HELLO\r\n\r\n", 400));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refusals")
  void refusalsHaveTheirStatusAndAnEnd(String what, String request, int status) throws Exception {
    try (var client = send(request)) {
      var answer = head(client);
      assertThat(answer).as(what).startsWith("HTTP/1.").contains(" " + status + " ");
      assertThat(RunsOut.ended(client)).isTrue();
    }
  }

  @Test
  void aHeadWithoutEndIsBounded() throws Exception {
    try (var client = send("CONNECT 127.0.0.1:80 HTTP/1.1\r\nX: ")) {
      var block = "y".repeat(4096).getBytes(StandardCharsets.US_ASCII);
      int sent = 0;
      try {
        while (sent < 4_000_000) {
          client.getOutputStream().write(block);
          sent += block.length;
        }
      } catch (IOException e) {
        assertThat(sent).isLessThan(4_000_000); // cut off: as good an answer as a status
        return;
      }
      assertThat(head(client)).containsAnyOf(" 400 ", " 414 ", " 431 ");
    }
  }
}
