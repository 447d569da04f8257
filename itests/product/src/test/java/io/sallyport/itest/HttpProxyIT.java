// SPDX-License-Identifier: Apache-2.0
package io.sallyport.itest;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.sallyport.itest.harness.ByteServer;
import io.sallyport.itest.harness.Needs;
import io.sallyport.itest.harness.Pattern;
import io.sallyport.itest.harness.Piped;
import io.sallyport.itest.harness.Ports;
import io.sallyport.itest.harness.Product;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Plain HTTP by the proxy: bodies of unknown length, and asking before sending. */
@Timeout(60)
class HttpProxyIT {

  private static final int LENGTH = 1_000_000;

  @RegisterExtension
  static final Product PRODUCT =
      new Product()
          .listener("open", "\"final\": \"direct\"")
          .listener(
              "users",
              "\"users\": [{\"username\": \"alice\", \"password\": \"wonderland\"}],"
                  + " \"final\": \"direct\"");

  private static byte[] body() throws IOException {
    var bytes = new ByteArrayOutputStream();
    Pattern.write(bytes, 71, LENGTH);
    return bytes.toByteArray();
  }

  /** curl by the proxy, without a tunnel; the body comes on its standard input. */
  private static Piped curl(byte[] body, String... arguments) throws Exception {
    var command =
        new ArrayList<>(
            List.of(
                Needs.program("curl", "curl").toString(),
                "-q",
                "-sS",
                "--http1.1",
                "--max-time",
                "20",
                "--noproxy",
                ""));
    command.addAll(List.of(arguments));
    return Piped.through(body, Map.of("LC_ALL", "C"), command);
  }

  private static String proxy() {
    return "http://127.0.0.1:" + PRODUCT.port("open");
  }

  @Test
  void bodiesInChunksGoBothWays() throws Exception {
    var lengths = new AtomicReference<String>("");
    var requests = new AtomicInteger();
    var server = HttpServer.create(new InetSocketAddress("127.0.0.1", Ports.free()), 16);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            requests.incrementAndGet();
            var headers = exchange.getRequestHeaders();
            lengths.set(
                headers.getFirst("Transfer-Encoding") + "/" + headers.getFirst("Content-Length"));
            assertThat(headers.containsKey("Proxy-Authorization")).isFalse();
            exchange.sendResponseHeaders(200, 0); // in chunks
            exchange.getRequestBody().transferTo(exchange.getResponseBody());
          }
        });
    server.setExecutor(task -> Thread.ofVirtual().start(task));
    server.start();
    try {
      var url = "http://localhost:" + server.getAddress().getPort() + "/there?and=back";
      var sent = body();
      var put = curl(sent, "--proxy", proxy(), "-T", "-", "-H", "Expect:", url);
      assertThat(put.err()).isEmpty();
      assertThat(put.out()).isEqualTo(sent);
      assertThat(lengths.get()).isEqualTo("chunked/null");

      // Two on one connection of the client, of which the first has a body in chunks.
      var twice =
          curl(
              sent,
              "--proxy",
              "http://alice:wonderland@127.0.0.1:" + PRODUCT.port("users"),
              "-X",
              "POST",
              "-T",
              "-",
              "-H",
              "Expect:",
              url,
              "--next",
              "-sS",
              "--http1.1",
              "--proxy",
              "http://alice:wonderland@127.0.0.1:" + PRODUCT.port("users"),
              "--data",
              "more",
              url);
      assertThat(twice.err()).isEmpty();
      assertThat(twice.out()).hasSize(LENGTH + 4).endsWith("more".getBytes());
      assertThat(requests.get()).isEqualTo(3);
    } finally {
      server.stop(0);
    }
  }

  private static String head(Socket socket) throws IOException {
    var in = new DataInputStream(socket.getInputStream());
    var head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) in.readUnsignedByte());
    }
    return head.toString();
  }

  private static void say(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void whoAsksBeforeSendingIsAnsweredByTheOriginAlone() throws Exception {
    var early = new AtomicInteger(-1);
    try (var origin =
        ByteServer.start(
            socket -> {
              assertThat(head(socket)).containsIgnoringCase("expect: 100-continue");
              // curl sends nothing now, whatever the proxy does: had it been told to go on by
              // anybody but us, the body would be here before our word.
              early.set(socket.getInputStream().available());
              say(socket, "HTTP/1.1 100 Continue\r\n\r\n");
              Pattern.check(socket.getInputStream(), 71, LENGTH);
              say(socket, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwhole");
            })) {
      var posted =
          curl(
              body(),
              "-v",
              "--proxy",
              proxy(),
              "--expect100-timeout",
              "15",
              "-H",
              "Expect: 100-continue",
              "--data-binary",
              "@-",
              "http://127.0.0.1:" + origin.port() + "/");
      assertThat(posted.out()).as("%s", posted).asString().isEqualTo("whole");
      assertThat(posted.err()).contains("HTTP/1.1 100 Continue");
      assertThat(early.get()).as("bytes of the body before we asked for them").isZero();
      assertThat(origin.problems()).isEmpty();
    }
  }

  @Test
  void whoIsRefusedDoesNotSend() throws Exception {
    try (var origin =
        ByteServer.start(
            socket -> {
              head(socket);
              say(socket, "HTTP/1.1 417 Expectation Failed\r\nContent-Length: 0\r\n");
              say(socket, "Connection: close\r\n\r\n");
              assertThat(socket.getInputStream().read()).as("nothing of the body").isEqualTo(-1);
            })) {
      var posted =
          curl(
              body(),
              "--proxy",
              proxy(),
              "--expect100-timeout",
              "15",
              "-H",
              "Expect: 100-continue",
              "--data-binary",
              "@-",
              "--fail-early",
              "-o",
              "/dev/null",
              "-w",
              "%{http_code} %{size_upload}",
              "--retry",
              "0",
              "http://127.0.0.1:" + origin.port() + "/");
      // curl asks again without Expect after a 417 (RFC 9110 §10.1.1); the origin refuses again.
      assertThat(new String(posted.out(), StandardCharsets.US_ASCII)).startsWith("417 ");
      assertThat(origin.accepted()).isPositive();
    }
  }
}
