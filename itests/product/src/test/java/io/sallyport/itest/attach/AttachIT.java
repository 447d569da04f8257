// SPDX-License-Identifier: Apache-2.0
package io.sallyport.itest.attach;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.itest.harness.Needs;
import io.sallyport.itest.harness.Run;
import io.sallyport.testing.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Traffic of an attached interface: where it goes, what it brings, and how it is refused. */
@Timeout(120)
class AttachIT {

  private static final int ECONNREFUSED = 111;
  private static final int ECONNRESET = 104;

  private static Triad triad;
  private static Wire wire;
  private static Gateway gateway;
  private static Path files;
  private static String digest;
  private static Path asked;

  @BeforeAll
  static void attach() throws Exception {
    Needs.program("dig", "bind9-dnsutils");
    Needs.program("curl", "curl");
    triad = Triad.create();
    triad.python(triad.server, Programs.ECHO);
    files = Files.createTempDirectory("sallyport-files");
    asked = files.resolve("asked");
    byte[] content = new byte[20 << 20];
    new Random(7).nextBytes(content);
    Files.write(files.resolve("large"), content);
    digest = hex(content);
    // Of both families: a second one for IPv4 would take its port away.
    triad.start(
        triad.server,
        "/usr/bin/python3",
        "-m",
        "http.server",
        "8080",
        "--bind",
        "::",
        "-d",
        files.toString());
    triad.python(triad.server, Programs.NAMING_PROXY, "1080", asked.toString());
    wire = new Wire(triad);
    gateway =
        new Gateway(triad)
            .config(
                "io.sallyport.outbound.socks~names",
                "{\"server\": \"%s\", \"server_port\": 1080}".formatted(Triad.SERVER))
            .config(
                "io.sallyport.outbound.http~streams",
                "{\"server\": \"%s\", \"server_port\": 3128}".formatted(Triad.SERVER))
            .attach(POLICY)
            .start();
    Await.until("the server", () -> knock(Triad.SERVER, 80).startsWith("got from " + Triad.OUTER));
    for (var host : List.of(Triad.SERVER, "[" + Triad.SERVER6 + "]")) {
      Await.until(
          "the files at " + host,
          () ->
              triad
                      .client
                      .run("curl", "-sSg", "-o", "/dev/null", "http://%s:8080/".formatted(host))
                      .status()
                  == 0);
    }
  }

  private static final String POLICY =
      """
      {
        "type": "tproxy",
        "rules": [
          {"port": 53, "action": "hijack-dns"},
          {"domain_suffix": "test", "outbound": "names"},
          {"port": 4443, "outbound": "streams"},
          {"port": 25, "action": "reject"},
          {"port": 26, "action": "reject", "method": "drop"}
        ],
        "final": "direct"
      }
      """;

  @AfterAll
  static void end() throws Exception {
    if (wire != null) {
      wire.assertNothingLeaked();
      wire.close();
    }
    if (gateway != null) {
      gateway.close();
    }
    if (triad != null) {
      triad.close();
    }
    if (files != null) {
      Run.of(List.of("rm", "-r", files.toString()));
    }
  }

  private long relayedBefore;

  @BeforeEach
  void count() throws Exception {
    relayedBefore = gateway.relayed();
  }

  @AfterEach
  void nothingLeaks() throws Exception {
    wire.assertNothingLeaked();
  }

  private void assertRelayed(long bytes) throws Exception {
    Await.until(
        bytes + " bytes more through the relay", () -> gateway.relayed() - relayedBefore >= bytes);
  }

  private static String hex(byte[] content) throws Exception {
    return HexFormat.of()
        .formatHex(java.security.MessageDigest.getInstance("SHA-256").digest(content));
  }

  private static String knock(String host, int port) throws Exception {
    return triad.runPython(triad.client, Programs.KNOCK, host, "" + port).text();
  }

  private static String datagram(String host, int port, int size) throws Exception {
    return triad.runPython(triad.client, Programs.DATAGRAM, host, "" + port, "" + size).text();
  }

  private static void assertError(String said, int errno) {
    var words = said.split(" ");
    assertThat(words[0]).as(said).isEqualTo("error");
    assertThat(words[1]).as(said).isEqualTo("" + errno);
    assertThat(Double.parseDouble(words[2])).as("seconds until " + said).isLessThan(2);
  }

  private String fetched(String host) throws Exception {
    var file = Files.createTempFile("fetched", "");
    var run =
        triad.client.run(
            "curl",
            "-sSg",
            "--max-time",
            "60",
            "-o",
            file.toString(),
            "http://%s:8080/large".formatted(host));
    assertThat(run.status()).as(run.toString()).isZero();
    var content = Files.readAllBytes(file);
    Files.delete(file);
    return hex(content);
  }

  @ParameterizedTest
  @ValueSource(strings = {Triad.SERVER, "[" + Triad.SERVER6 + "]"})
  void streamsArriveWholeInBothFamilies(String host) throws Exception {
    assertThat(fetched(host)).isEqualTo(digest);
    assertRelayed(20 << 20);
  }

  @Test
  void nothingIsWrongWhereOnePacketInFiftyIsLost() throws Exception {
    var loss =
        "nft 'table inet loss { chain in { type filter hook input priority 0;"
            + " numgen random mod 100 < 2 drop; }; }'";
    triad.client.setUp(loss);
    triad.server.setUp(loss);
    try {
      assertThat(fetched(Triad.SERVER)).isEqualTo(digest);
    } finally {
      triad.client.setUp("nft delete table inet loss");
      triad.server.setUp("nft delete table inet loss");
    }
    assertRelayed(20 << 20);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 1200, 4000, 60_000})
  void datagramsArriveWholeInBothFamilies(int size) throws Exception {
    assertThat(datagram(Triad.SERVER, 443, size)).isEqualTo("got " + Triad.OUTER + " True");
    assertThat(datagram(Triad.SERVER6, 443, size)).isEqualTo("got " + Triad.OUTER6 + " True");
    assertRelayed(2L * size);
  }

  @ParameterizedTest
  @ValueSource(strings = {Triad.SERVER, Triad.SERVER6})
  void aRefusedConnectionIsReset(String host) throws Exception {
    // The kernel has accepted it: whether connect or the first read fails is a matter of moments.
    for (int port : new int[] {1, 25, 26}) {
      var said = knock(host, port);
      assertError(said, said.contains(" " + ECONNREFUSED + " ") ? ECONNREFUSED : ECONNRESET);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {Triad.SERVER, Triad.SERVER6})
  void datagramsForAnOutboundWithoutUdpAreRefusedAtOnce(String host) throws Exception {
    assertError(datagram(host, 4443, 1200), ECONNREFUSED);
    assertThat(gateway.counter("port_unreachables")).isPositive();
  }

  @Test
  void whatIsTheGatewaysOwnIsRefused() throws Exception {
    triad.start(
        triad.gateway, "/usr/bin/python3", "-m", "http.server", "8081", "--bind", "0.0.0.0");
    Await.until(
        "a server on the gateway",
        () ->
            triad
                    .runPython(triad.gateway, Programs.KNOCK, Triad.GATEWAY, "8081")
                    .text()
                    .contains("timed out")
                || triad
                        .gateway
                        .run("curl", "-s", "-o", "/dev/null", "http://127.0.0.1:8081/")
                        .status()
                    == 0);
    for (var host : List.of(Triad.GATEWAY, Triad.OUTER)) {
      assertError(knock(host, 8081), ECONNREFUSED);
    }
    assertError(datagram(Triad.GATEWAY, 8081, 10), ECONNREFUSED);
    assertThat(triad.runPython(triad.client, Programs.PING, Triad.GATEWAY).text())
        .startsWith("reply");
  }

  @ParameterizedTest
  @ValueSource(strings = {Triad.SERVER, Triad.SERVER6})
  void pingIsRefusedUnlessThePolicySaysOtherwise(String host) throws Exception {
    assertThat(triad.runPython(triad.client, Programs.PING, host).text()).startsWith("refused");
    gateway.attach(POLICY.replaceFirst("\\{", "{ \"ping\": \"reply\","));
    try {
      Await.until(
          "ping is answered",
          () -> triad.runPython(triad.client, Programs.PING, host).text().equals("reply " + host));
    } finally {
      gateway.attach(POLICY);
      Await.until(
          "ping is refused",
          () -> triad.runPython(triad.client, Programs.PING, host).text().startsWith("refused"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"+notcp", "+tcp"})
  void namesTravelAsNames(String way) throws Exception {
    // Whatever server is asked, of either family, and the gateway's own address.
    for (var server : List.of("9.9.9.9", "2001:db8::53", Triad.GATEWAY)) {
      var dig =
          triad.client.run(
              "dig", "@" + server, way, "+short", "+time=5", "+tries=1", "shop.test", "A");
      assertThat(dig.text()).as(dig.toString()).startsWith("198.18.");
      assertThat(knock(dig.text(), 80)).isEqualTo("got from 127.0.0.1");
    }
    assertThat(Files.readAllLines(asked)).contains("shop.test").doesNotContain("198.18.0.1");
    var onion =
        triad.client.run("dig", "@9.9.9.9", way, "+short", "+time=5", "+tries=1", "x.test", "AAAA");
    assertThat(knock(onion.text(), 80)).isEqualTo("got from 127.0.0.1");
    assertThat(Files.readAllLines(asked)).contains("x.test");
  }

  @Test
  void ownSocketsAreMarkedSoThatTheyNeverComeBack() throws Exception {
    triad.gateway.setUp(
        "nft 'table inet marked { chain out { type filter hook output priority 0; oifname out0"
            + " meta mark and 0x7f000000 == 0x52000000 counter; }; }'");
    try {
      assertThat(knock(Triad.SERVER, 80)).isEqualTo("got from " + Triad.OUTER);
      assertThat(datagram(Triad.SERVER6, 443, 9)).isEqualTo("got " + Triad.OUTER6 + " True");
      assertThat(triad.gateway.run("nft", "list", "table", "inet", "marked").out())
          .contains("counter packets")
          .doesNotContain("counter packets 0 ");
    } finally {
      triad.gateway.setUp("nft delete table inet marked");
    }
  }

  @Test
  void liveSessionsOutliveAChangeOfTheFile() throws Exception {
    var client =
        triad.start(
            triad.client,
            "/usr/bin/python3",
            "-c",
            "import socket,sys; s=socket.create_connection(('%s',80)); s.recv(100);"
                    .formatted(Triad.SERVER)
                + " s.settimeout(60); s.recv(1)");
    Await.until("a session", () -> gateway.shell("session:list").out().contains(":80 "));
    gateway.attach(POLICY.replace("\"port\": 25", "\"port\": [25, 81]"));
    Await.until("the new policy", () -> gateway.json("attach:show lab0").toString().contains("81"));
    assertThat(client.isAlive()).isTrue();
    assertThat(gateway.shell("session:list").out()).contains(":80 ");
    client.destroyForcibly();
    gateway.attach(POLICY);
  }
}
