// SPDX-License-Identifier: Apache-2.0
package io.sallyport.itest;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.sallyport.itest.harness.Curl;
import io.sallyport.itest.harness.Ports;
import io.sallyport.itest.harness.Product;
import io.sallyport.testing.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Plain HTTP through a listener, by curl and by hand. */
class ListenerIT {

  @RegisterExtension
  static final Product PRODUCT =
      new Product()
          .listener("plain", "\"final\": \"direct\"")
          .listener(
              "sniffing",
              "\"rules\": [{\"action\": \"sniff\"},"
                  + " {\"protocol\": \"http\", \"action\": \"reject\"}], \"final\": \"direct\"");

  private static HttpServer one;
  private static HttpServer two;

  @TempDir Path folder;

  @BeforeAll
  static void serve() throws IOException {
    one = server();
    two = server();
  }

  @AfterAll
  static void stop() {
    one.stop(0);
    two.stop(0);
  }

  /** Tells what it got: the request line, the fields in question and a digest of the content. */
  private static HttpServer server() throws IOException {
    var server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), Ports.free()), 9);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            byte[] got = exchange.getRequestBody().readAllBytes();
            var headers = exchange.getRequestHeaders();
            var text =
                exchange.getRequestMethod()
                    + " "
                    + exchange.getRequestURI()
                    + " host="
                    + headers.getFirst("Host")
                    + " connection="
                    + headers.getFirst("Connection")
                    + " proxy="
                    + headers.getFirst("Proxy-Connection")
                    + headers.getFirst("X-Hop")
                    + " length="
                    + got.length
                    + " sha="
                    + sha(got);
            byte[] answer =
                exchange.getRequestURI().getPath().equals("/big")
                    ? new byte[10 << 20]
                    : text.getBytes(StandardCharsets.UTF_8);
            boolean chunked = "chunked".equals(exchange.getRequestURI().getQuery());
            boolean head = exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(200, head ? -1 : chunked ? 0 : answer.length);
            if (!head) {
              exchange.getResponseBody().write(answer);
            }
          }
        });
    server.setExecutor(task -> Thread.ofVirtual().start(task));
    server.start();
    return server;
  }

  private static String sha(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String url(HttpServer server, String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  private static String proxy(String tag) {
    return "http://127.0.0.1:" + PRODUCT.port(tag);
  }

  @Test
  void aRequestArrivesInOriginFormWithoutWhatIsForTheProxy() throws Exception {
    var got =
        Curl.get(
            "-x", proxy("plain"), "-H", "X-Hop: 1", "-H", "Connection: x-hop", url(one, "/a?b=c"));
    assertThat(got.exit()).as(got.error()).isZero();
    assertThat(got.body())
        .startsWith("GET /a?b=c host=127.0.0.1:" + one.getAddress().getPort())
        .contains("proxy=nullnull");
  }

  @Test
  void tenMebibytesUpAndDownChunkedAndNot() throws Exception {
    var content = new byte[10 << 20];
    new Random(7).nextBytes(content);
    var file = Files.write(folder.resolve("content"), content);
    for (String field : new String[] {"Expect: 100-continue", "Transfer-Encoding: chunked"}) {
      var got =
          Curl.get(
              "-x", proxy("plain"), "-H", field, "--data-binary", "@" + file, url(one, "/post"));
      assertThat(got.body()).as(got.error()).endsWith("length=10485760 sha=" + sha(content));
    }
    for (String path : new String[] {"/big", "/big?chunked"}) {
      var out = folder.resolve("out");
      var got = Curl.get("-x", proxy("plain"), "-o", out.toString(), url(one, path));
      assertThat(got.exit()).as(got.error()).isZero();
      assertThat(out).hasSize(10 << 20);
    }
  }

  @Test
  void headHasNoContent() throws Exception {
    var got = Curl.get("-x", proxy("plain"), "-I", url(one, "/x"), url(one, "/y"));
    assertThat(got.exit()).as(got.error()).isZero();
    assertThat(got.body()).contains("HTTP/1.1 200");
  }

  @Test
  void oneConnectionServesRequestsToTwoPlacesInOrder() throws Exception {
    long before = total("plain");
    try (var client = new Socket("127.0.0.1", PRODUCT.port("plain"))) {
      client.setSoTimeout(10_000);
      var out = new StringBuilder();
      for (var server : new HttpServer[] {one, one, two, one}) {
        out.append("GET ")
            .append(url(server, "/n"))
            .append(" HTTP/1.1\r\nHost: x\r\nProxy-Connection: keep-alive\r\n\r\n");
      }
      // All at once: the answers come one after the other.
      client.getOutputStream().write(out.toString().getBytes(StandardCharsets.US_ASCII));
      var text = new StringBuilder();
      var in = client.getInputStream();
      while (text.toString().split("sha=", -1).length < 5) {
        int b = in.read();
        assertThat(b).as("ended behind: " + text).isNotNegative();
        text.append((char) b);
      }
      var hosts = text.toString().split("host=127.0.0.1:");
      assertThat(hosts).hasSize(5);
      for (int i = 1; i < 5; i++) {
        var expected = (i == 3 ? two : one).getAddress().getPort();
        assertThat(hosts[i]).startsWith(expected + " ");
      }
    }
    Await.until("three sessions are over", () -> total("plain") == before + 3);
  }

  private static long total(String inbound) throws IOException {
    long total = 0;
    for (var line : PRODUCT.list("session:stats", "--by", "inbound")) {
      var one = line.getAsJsonObject();
      if (one.get("inbound").getAsString().equals(inbound) && one.get("active").getAsLong() == 0) {
        total += one.get("total").getAsLong();
      }
    }
    return total;
  }

  @Test
  void policySeesThatItIsHttp() throws Exception {
    var got = Curl.get("-x", proxy("sniffing"), url(one, "/"));
    assertThat(got.body()).contains("not allowed here");
  }

  @Test
  void whatCannotBeReachedIsAPage() throws Exception {
    var got = Curl.get("-x", proxy("plain"), "http://127.0.0.1:" + Ports.free() + "/");
    assertThat(got.body()).contains("the destination refused");
  }
}
