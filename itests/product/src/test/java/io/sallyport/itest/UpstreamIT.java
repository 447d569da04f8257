// SPDX-License-Identifier: Apache-2.0
package io.sallyport.itest;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.itest.harness.ByteServer;
import io.sallyport.itest.harness.Curl;
import io.sallyport.itest.harness.Pattern;
import io.sallyport.itest.harness.Ports;
import io.sallyport.itest.harness.Product;
import io.sallyport.itest.harness.RecordingProxy;
import io.sallyport.itest.harness.Socks5;
import io.sallyport.itest.harness.Upstreams;
import io.sallyport.itest.harness.WebServer;
import java.io.DataInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sessions that leave by other people's proxies. */
class UpstreamIT {

  @RegisterExtension
  static final Product PRODUCT = new Product().secret("upstream", "s3cret:\"x\"");

  private static final Upstreams UPSTREAMS = new Upstreams();

  @AfterAll
  static void stop() throws Exception {
    UPSTREAMS.close();
  }

  private static String at(int port, String... more) {
    return """
    {"server": "127.0.0.1", "server_port": %d%s}
    """
        .formatted(port, more.length == 0 ? "" : ", " + String.join(", ", more));
  }

  private static void carriesBytesAndCurl(String tag) throws Exception {
    int port = PRODUCT.port(tag);
    try (var server = ByteServer.echo();
        var client = Socks5.open(port, "127.0.0.1", server.port())) {
      Pattern.write(client.getOutputStream(), 11, 200_000);
      Pattern.check(client.getInputStream(), 11, 200_000);
    }
    try (var web = new WebServer()) {
      var url = "http://localhost:" + web.port() + "/";
      var got = Curl.get("--socks5-hostname", "127.0.0.1:" + port, url);
      assertThat(got.error()).isEmpty();
      assertThat(got.body()).isEqualTo("host localhost:" + web.port());
    }
    assertThat(Socks5.code(port, "127.0.0.1", Ports.free()))
        .as("a closed port, as the upstream tells it")
        .isEqualTo(5);
  }

  @Test
  void danted() throws Exception {
    PRODUCT.via("dante", "socks", at(UPSTREAMS.danted().port()));
    carriesBytesAndCurl("dante");
  }

  @Test
  void dantedBySocks4() throws Exception {
    PRODUCT.via("dante4", "socks", at(UPSTREAMS.danted().port(), "\"version\": \"4\""));
    try (var server = ByteServer.echo();
        var client = Socks5.open(PRODUCT.port("dante4"), "127.0.0.1", server.port())) {
      Pattern.write(client.getOutputStream(), 12, 100_000);
      Pattern.check(client.getInputStream(), 12, 100_000);
    }
    assertThat(Socks5.code(PRODUCT.port("dante4"), "localhost", 80))
        .as("SOCKS4 has no names, and nobody resolves one in its place")
        .isEqualTo(8);
  }

  @Test
  void microsocks() throws Exception {
    PRODUCT.via("micro", "socks", at(UPSTREAMS.microsocks().port()));
    carriesBytesAndCurl("micro");
  }

  @Test
  void microsocksWithALogin() throws Exception {
    var server = UPSTREAMS.microsocks("gate", "s3cret:\"x\"");
    PRODUCT.via(
        "login",
        "socks",
        at(server.port(), "\"username\": \"gate\"", "\"password\": \"$[secret:upstream]\""));
    carriesBytesAndCurl("login");
  }

  @Test
  void aWrongLoginIsAFailureThatAnOperatorCanRead() throws Exception {
    var server = UPSTREAMS.microsocks("gate", "right");
    PRODUCT.via(
        "wrong",
        "socks",
        at(server.port(), "\"username\": \"gate\"", "\"password\": \"hush-hush\""));
    assertThat(Socks5.code(PRODUCT.port("wrong"), "127.0.0.1", 80)).isEqualTo(1);

    var test = PRODUCT.shell("outbound:test", "wrong", "127.0.0.1", "80");
    assertThat(test.status()).isEqualTo(1);
    assertThat(test.out() + test.err()).contains("upstream_auth").doesNotContain("hush-hush");
    assertThat(PRODUCT.log()).doesNotContain("hush-hush");
  }

  @Test
  void anUpstreamThatIsNotThereIsToldAsFailure() throws Exception {
    PRODUCT.via("dead", "socks", at(Ports.free()));
    assertThat(Socks5.code(PRODUCT.port("dead"), "127.0.0.1", 80))
        .as("the upstream refused us, which is not the target's refusal")
        .isIn(1, 5);
  }

  @Test
  void aNameReachesTheUpstreamAsAName() throws Exception {
    try (var proxy = new RecordingProxy(0)) {
      PRODUCT.via("recorded", "socks", at(proxy.port()));
      int port = PRODUCT.port("recorded");
      // Nobody here can resolve it: that it is granted shows that nobody tried.
      try (var client = Socks5.open(port, "Only-There.Example", 4711)) {
        Pattern.write(client.getOutputStream(), 13, 1000);
        Pattern.check(client.getInputStream(), 13, 1000);
      }
      Socks5.open(port, "192.0.2.7", 80).close();
      Socks5.open(port, "2001:db8::7", 81).close();
      assertThat(proxy.asked())
          .containsExactly(
              new RecordingProxy.Asked(3, "only-there.example", 4711),
              new RecordingProxy.Asked(1, "192.0.2.7", 80),
              new RecordingProxy.Asked(4, "2001:db8:0:0:0:0:0:7", 81));
    }
  }

  @ParameterizedTest(name = "REP {0} of the upstream is told as {1}")
  @CsvSource({"1,1", "2,2", "3,3", "4,4", "5,5", "8,8"})
  void theAnswerOfTheUpstreamIsPassedOn(int upstream, int told) throws Exception {
    try (var proxy = new RecordingProxy(upstream)) {
      PRODUCT.via("rep" + upstream, "socks", at(proxy.port()));
      assertThat(Socks5.code(PRODUCT.port("rep" + upstream), "a.example", 80)).isEqualTo(told);
    }
  }

  @Test
  void httpConnectWithALogin() throws Exception {
    var request = new AtomicReference<String>("");
    try (var proxy =
        ByteServer.start(
            socket -> {
              var in = new DataInputStream(socket.getInputStream());
              var head = new StringBuilder();
              while (head.indexOf("\r\n\r\n") < 0) {
                head.append((char) in.readUnsignedByte());
              }
              request.set(head.toString());
              // What the far end says first comes in one segment with the answer.
              socket
                  .getOutputStream()
                  .write("HTTP/1.1 200 OK\r\n\r\nfirst".getBytes(StandardCharsets.US_ASCII));
              ByteServer.echoTo(socket);
            })) {
      PRODUCT.via(
          "web",
          "http",
          at(proxy.port(), "\"username\": \"gate\"", "\"password\": \"$[secret:upstream]\""));
      try (var client = Socks5.open(PRODUCT.port("web"), "Only-There.Example", 443)) {
        assertThat(client.getInputStream().readNBytes(5)).asString().isEqualTo("first");
        Pattern.write(client.getOutputStream(), 14, 1000);
        Pattern.check(client.getInputStream(), 14, 1000);
      }
      var login =
          Base64.getEncoder()
              .encodeToString("gate:s3cret:\"x\"".getBytes(StandardCharsets.US_ASCII));
      assertThat(request.get())
          .startsWith("CONNECT only-there.example:443 HTTP/1.1\r\n")
          .containsIgnoringCase("proxy-authorization: basic " + login);
    }
  }

  @Test
  void anHttpProxyThatRefusesIsBelieved() throws Exception {
    try (var proxy =
        ByteServer.start(
            socket -> {
              socket.getInputStream().read(new byte[4096]);
              socket
                  .getOutputStream()
                  .write(
                      "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"
                          .getBytes(StandardCharsets.US_ASCII));
            })) {
      PRODUCT.via("forbidding", "http", at(proxy.port()));
      assertThat(Socks5.code(PRODUCT.port("forbidding"), "a.example", 80)).isEqualTo(2);
    }
  }
}
