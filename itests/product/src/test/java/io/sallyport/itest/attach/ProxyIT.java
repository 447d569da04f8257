// SPDX-License-Identifier: Apache-2.0
package io.sallyport.itest.attach;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import io.sallyport.itest.harness.Needs;
import io.sallyport.testing.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Other people's programs through an attached interface, by a real Dante where it says so. */
@Timeout(120)
class ProxyIT {

  private Triad triad;
  private Wire wire;
  private Gateway gateway;
  private Path conf;

  @BeforeEach
  void namespaces() throws Exception {
    triad = Triad.create();
    triad.python(triad.server, Programs.ECHO);
    wire = new Wire(triad);
    gateway = new Gateway(triad);
  }

  @AfterEach
  void end() throws Exception {
    try {
      if (wire != null) {
        wire.assertNothingLeaked();
      }
    } finally {
      if (gateway != null) {
        gateway.close();
      }
      if (wire != null) {
        wire.close();
      }
      if (triad != null) {
        triad.close();
      }
      if (conf != null) {
        Files.delete(conf);
      }
    }
  }

  private String knock(String host, int port) throws Exception {
    return triad.runPython(triad.client, Programs.KNOCK, host, "" + port).text();
  }

  private String datagram(String host, int port, int size) throws Exception {
    return triad.runPython(triad.client, Programs.DATAGRAM, host, "" + port, "" + size).text();
  }

  private void dante() throws Exception {
    var program = Needs.program("danted", "dante-server");
    conf = Files.createTempFile("danted", ".conf");
    var user = System.getProperty("user.name");
    Files.writeString(
        conf,
        """
        logoutput: /dev/null
        internal: 10.213.2.2 port = 1080
        external: 10.213.2.2
        socksmethod: none
        clientmethod: none
        user.privileged: %1$s
        user.unprivileged: %1$s
        client pass { from: 0.0.0.0/0 to: 0.0.0.0/0 }
        socks pass { from: 0.0.0.0/0 to: 0.0.0.0/0 }
        """
            .formatted(user.equals("root") ? "root" : user));
    var pid = conf + ".pid";
    triad.start(triad.server, program.toString(), "-f", conf.toString(), "-p", pid);
    Await.until(
        "Dante",
        () -> triad.runPython(triad.gateway, Programs.DIAL, Triad.SERVER, "1080").status() == 0);
  }

  @Test
  void everythingGoesByDante() throws Exception {
    dante();
    gateway
        .config(
            "io.sallyport.outbound.socks~upstream",
            "{\"server\": \"%s\", \"server_port\": 1080}".formatted(Triad.SERVER))
        .attach("{\"final\": \"upstream\"}")
        .start();
    // Dante is on the server itself: whoever comes by it comes from the server's own address.
    Await.until(
        "streams by Dante", () -> knock(Triad.SERVER, 80).equals("got from " + Triad.SERVER));
    Await.until(
        "datagrams by Dante",
        () -> datagram(Triad.SERVER, 443, 1200).equals("got " + Triad.SERVER + " True"));
    assertThat(gateway.json("session:stats").toString()).contains("upstream");
  }

  @Test
  void redirectServesStreamsAndDnsAndRefusesTheRest() throws Exception {
    Needs.program("dig", "bind9-dnsutils");
    gateway
        .attach(
            "{\"type\": \"redirect\", \"final\": \"direct\","
                + " \"rules\": [{\"port\": 53, \"action\": \"hijack-dns\"}]}")
        .start();
    Await.until("IPv4", () -> knock(Triad.SERVER, 80).equals("got from " + Triad.OUTER));
    Await.until("IPv6", () -> knock(Triad.SERVER6, 80).equals("got from " + Triad.OUTER6));
    for (var way : List.of("+notcp", "+tcp")) {
      var dig =
          triad.client.run(
              "dig", "@9.9.9.9", way, "+short", "+time=5", "+tries=1", "shop.test", "A");
      assertThat(dig.text()).as(dig.toString()).startsWith("198.18.");
    }
    assertThat(datagram(Triad.SERVER, 443, 10)).startsWith("error 111");
    assertThat(gateway.counter("streams")).isGreaterThanOrEqualTo(3);
    // The listener is on all addresses; who comes by himself is not served.
    var table = triad.gateway.run("nft", "list", "table", "inet", "sallyport_capture_lab0").out();
    var port = table.replaceAll("(?s).*redirect to :(\\d+) comment.*", "$1");
    assertThat(knock(Triad.GATEWAY, Integer.parseInt(port))).startsWith("error");
    assertThat(triad.runPython(triad.server, Programs.KNOCK, Triad.OUTER, port).text())
        .startsWith("error");
  }

  @Test
  void iperfBothWaysAndByUdp() throws Exception {
    Needs.program("iperf3", "iperf3");
    gateway.attach("{\"final\": \"direct\"}").start();
    triad.start(triad.server, "iperf3", "-s");
    Await.until(
        "iperf3",
        () -> triad.runPython(triad.gateway, Programs.DIAL, Triad.SERVER, "5201").status() == 0);
    for (var host : List.of(Triad.SERVER, Triad.SERVER6)) {
      for (var way :
          List.of(
              List.of("-n", "64M"),
              List.of("-n", "64M", "-R", "-P", "4"),
              List.of("-u", "-b", "20M", "-t", "1"))) {
        var command = new java.util.ArrayList<>(List.of("iperf3", "-J", "-c", host));
        command.addAll(way);
        var run = triad.client.run(command.toArray(String[]::new));
        assertThat(run.status()).as(run.toString()).isZero();
        var end = JsonParser.parseString(run.out()).getAsJsonObject().getAsJsonObject("end");
        if (way.contains("-u")) {
          assertThat(end.getAsJsonObject("sum").get("lost_percent").getAsDouble()).isLessThan(5);
        } else {
          // iperf3 stops counting while the rest is still under way through the relay.
          assertThat(end.getAsJsonObject("sum_received").get("bytes").getAsLong())
              .isGreaterThan(40L << 20);
        }
      }
    }
    Await.until("bytes through the relay", () -> gateway.relayed() > 4 * (40L << 20));
  }

  @ParameterizedTest
  @ValueSource(strings = {"tproxy", "redirect", "tun"})
  void craftedPacketsNeitherPassNorDoHarm(String type) throws Exception {
    Needs.program("python3", "python3-scapy");
    gateway.attach("{\"type\": \"%s\", \"final\": \"direct\"}".formatted(type)).start();
    Await.until("service", () -> knock(Triad.SERVER, 80).equals("got from " + Triad.OUTER));
    var run = triad.runPython(triad.client, Programs.CRAFTED, Triad.SERVER, Triad.SERVER6);
    assertThat(run.text()).as(run.toString()).endsWith("sent");
    wire.assertNothingLeaked();
    assertThat(gateway.process().isAlive()).isTrue();
    assertThat(knock(Triad.SERVER, 80)).isEqualTo("got from " + Triad.OUTER);
    if (!type.equals("redirect")) {
      assertThat(datagram(Triad.SERVER6, 443, 4000)).isEqualTo("got " + Triad.OUTER6 + " True");
    }
    assertThat(gateway.log()).doesNotContain("ERROR").doesNotContain("Exception");
  }
}
