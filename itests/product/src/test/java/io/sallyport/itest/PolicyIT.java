// SPDX-License-Identifier: Apache-2.0
package io.sallyport.itest;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.itest.harness.ByteServer;
import io.sallyport.itest.harness.Product;
import io.sallyport.itest.harness.RecordingProxy;
import io.sallyport.itest.harness.Socks5;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Policies decide about real sessions; where each went shows in who was asked. */
class PolicyIT {

  @RegisterExtension static final Product PRODUCT = new Product();

  private static ByteServer echo;
  private static RecordingProxy lab;

  @BeforeAll
  static void serve() throws Exception {
    echo = ByteServer.echo();
    lab = new RecordingProxy(0);
    PRODUCT
        .home()
        .write(
            "io.sallyport.outbound.socks~lab",
            "{\"server\": \"127.0.0.1\", \"server_port\": " + lab.port() + "}");
    PRODUCT.awaitOutbound("lab");
  }

  @AfterAll
  static void stop() throws Exception {
    echo.close();
    lab.close();
  }

  private static void policy(String tag, String rules, String last) throws Exception {
    PRODUCT.add(tag, "\"rules\": [" + rules + "], \"final\": \"" + last + "\"");
  }

  private static int code(String tag, String host, int port) throws Exception {
    return Socks5.code(PRODUCT.port(tag), host, port);
  }

  @Test
  void byPort() throws Exception {
    policy(
        "ports",
        "{\"port\": [25, 465], \"action\": \"reject\"}, {\"port_range\": \"8000:8999\","
            + " \"outbound\": \"lab\"}",
        "direct");
    assertThat(code("ports", "127.0.0.1", 25)).isEqualTo(2);
    assertThat(code("ports", "127.0.0.1", 8123)).isZero();
    assertThat(lab.asked()).contains(new RecordingProxy.Asked(1, "127.0.0.1", 8123));
    assertThat(code("ports", "127.0.0.1", echo.port())).isZero();
  }

  @Test
  void byDomainSuffix() throws Exception {
    policy("suffix", "{\"domain_suffix\": \"lab.example\", \"outbound\": \"lab\"}", "block");
    assertThat(code("suffix", "www.LAB.example.", 80)).isZero();
    assertThat(lab.asked()).contains(new RecordingProxy.Asked(3, "www.lab.example", 80));
    assertThat(code("suffix", "notlab.example.org", 80)).as("block").isEqualTo(2);
  }

  @Test
  void byAddress() throws Exception {
    policy(
        "addresses",
        "{\"ip_cidr\": [\"127.0.0.0/8\", \"::1/128\"], \"outbound\": \"direct\"}",
        "block");
    assertThat(code("addresses", "127.0.0.1", echo.port())).isZero();
    assertThat(code("addresses", "::ffff:127.0.0.1", echo.port())).as("mapped").isZero();
    assertThat(code("addresses", "192.0.2.1", 80)).isEqualTo(2);
  }

  @Test
  void bySource() throws Exception {
    policy("sources", "{\"source_ip_cidr\": \"127.0.0.2/32\", \"action\": \"reject\"}", "direct");
    assertThat(code("sources", "127.0.0.1", echo.port())).isZero();
    try (var other = new java.net.Socket()) {
      other.bind(new java.net.InetSocketAddress("127.0.0.2", 0));
      other.connect(new java.net.InetSocketAddress("127.0.0.1", PRODUCT.port("sources")), 5000);
      other.setSoTimeout(10_000);
      assertThat(Socks5.connect(other, "127.0.0.1", echo.port()).code()).isEqualTo(2);
    }
  }

  @Test
  void byUser() throws Exception {
    PRODUCT.add(
        "people",
        """
        "users": [{"username": "ann", "password": "a"}, {"username": "ben", "password": "b"}],
        "rules": [{"auth_user": "ann", "outbound": "direct"}],
        "final": "block"\
        """);
    for (var user : new String[] {"ann", "ben"}) {
      try (var client = Socks5.dial(PRODUCT.port("people"))) {
        var reply = Socks5.connect(client, user, user.substring(0, 1), "127.0.0.1", echo.port());
        assertThat(reply.code()).as(user).isEqualTo(user.equals("ann") ? 0 : 2);
      }
    }
  }

  @Test
  void dropTellsNothing() throws Exception {
    policy("dropping", "{\"port\": 25, \"action\": \"reject\", \"method\": \"drop\"}", "direct");
    try (var client = Socks5.dial(PRODUCT.port("dropping"))) {
      client.getOutputStream().write(Socks5.GREETING);
      assertThat(client.getInputStream().readNBytes(2)).containsExactly(5, 0);
      client.getOutputStream().write(Socks5.request("127.0.0.1", 25));
      assertThat(client.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void anAbsentOutboundBlocksAndNeverGoesDirect() throws Exception {
    PRODUCT
        .home()
        .write(
            "io.sallyport.outbound.pinned~absent", // nobody has installed this type
            "{\"server\": \"127.0.0.1\", \"server_port\": 9}");
    policy("absent", "", "absent");
    int before = echo.accepted();
    assertThat(code("absent", "127.0.0.1", echo.port())).isEqualTo(1);
    assertThat(echo.accepted()).isEqualTo(before);
  }

  @Test
  void aRuleMayChangeTheDestination() throws Exception {
    policy(
        "elsewhere",
        "{\"domain\": \"service.example\", \"outbound\": \"direct\", \"override_address\":"
            + " \"127.0.0.1\", \"override_port\": "
            + echo.port()
            + "}",
        "block");
    assertThat(code("elsewhere", "service.example", 1)).isZero();
  }

  @Test
  void whatIsPipelinedIsSniffed() throws Exception {
    policy(
        "sniffing",
        """
        {"action": "sniff", "timeout": "1s"},
        {"protocol": "tls", "domain_suffix": "secret.example", "action": "reject"},
        {"protocol": "http", "domain": "web.example", "outbound": "lab"}\
        """,
        "direct");
    assertThat(pipelined(clientHello("www.secret.example"))).as("SNI").isEqualTo(2);
    assertThat(pipelined(clientHello("www.open.example"))).as("another SNI").isZero();
    int before = lab.asked().size();
    var request = "GET / HTTP/1.1\r\nHost: web.example\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    assertThat(pipelined(request)).as("HTTP").isZero();
    assertThat(lab.asked()).hasSize(before + 1);
  }

  @Test
  void whoWaitsForTheReplyIsNotKeptWaitingBySniffing() throws Exception {
    policy("polite", "{\"action\": \"sniff\", \"timeout\": \"30s\"}", "direct");
    long begun = System.nanoTime();
    assertThat(code("polite", "127.0.0.1", echo.port())).isZero();
    assertThat(System.nanoTime() - begun).isLessThan(2_000_000_000L);
  }

  @Test
  void explainSaysWhatSessionsDo() throws Exception {
    policy("told", "{\"tag\": \"mail\", \"port\": 25, \"action\": \"reject\"}", "lab");
    var mail = PRODUCT.json("policy:explain", "told", "a.example", "25").getAsJsonObject();
    assertThat(mail.get("rule").getAsString()).isEqualTo("mail");
    assertThat(code("told", "a.example", 25)).isEqualTo(2);
    var web = PRODUCT.json("policy:explain", "told", "a.example", "80").getAsJsonObject();
    assertThat(web.get("outbound").getAsString()).isEqualTo("lab");
    assertThat(code("told", "a.example", 80)).isZero();
  }

  /** Greeting, request and first data in one segment; the code of the reply. */
  private static int pipelined(byte[] first) throws Exception {
    try (var client = Socks5.dial(PRODUCT.port("sniffing"))) {
      var all = new ByteArrayOutputStream();
      all.writeBytes(Socks5.GREETING);
      all.writeBytes(Socks5.request("127.0.0.1", echo.port()));
      all.writeBytes(first);
      client.getOutputStream().write(all.toByteArray());
      client.getInputStream().readNBytes(2);
      int code = Socks5.reply(client).code();
      if (code == 0) {
        assertThat(client.getInputStream().readNBytes(first.length))
            .as("what was looked at is still delivered")
            .isEqualTo(first);
      }
      return code;
    }
  }

  /** A small TLS 1.2 ClientHello with one extension: server_name (RFC 8446 §4.1.2, RFC 6066 §3). */
  private static byte[] clientHello(String host) {
    var name = HexFormat.of().formatHex(host.getBytes(StandardCharsets.US_ASCII));
    int n = host.length();
    var extensions = "0000" + u16(n + 5) + u16(n + 3) + "00" + u16(n) + name;
    var body = "0303" + "11".repeat(32) + "00" + "0002" + "1301" + "0100" + u16(n + 9) + extensions;
    var handshake = "01" + "00" + u16(body.length() / 2) + body;
    return HexFormat.of().parseHex("160301" + u16(handshake.length() / 2) + handshake);
  }

  private static String u16(int value) {
    return "%04x".formatted(value);
  }
}
