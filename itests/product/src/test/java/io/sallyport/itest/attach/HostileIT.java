// SPDX-License-Identifier: Apache-2.0
package io.sallyport.itest.attach;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.itest.harness.Needs;
import io.sallyport.testing.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a client that means harm could make the gateway say or do. */
@Timeout(120)
class HostileIT {

  private static final String SOMEBODY = "8.8.8.8";
  private static final String SOMEBODY6 = "2001:db8:9::9";

  /** {@code SOURCE SOURCE6 HOST HOST6 GATEWAY GATEWAY6}: asks in somebody else's name. */
  private static final String SPOOFING =
      """
      import sys, logging
      logging.getLogger('scapy').setLevel(logging.CRITICAL)
      from scapy.all import *
      src, src6, host, host6, gate, gate6 = sys.argv[1:]
      secret = b'GUEST-SECRET'
      s4, s6 = conf.L3socket(), conf.L3socket6()
      for i in range(20):
          for to in (host, gate):
              s4.send(IP(src=src, dst=to) / ICMP() / secret)
              s4.send(IP(src=src, dst=to) / UDP(sport=4000 + i, dport=53) / secret)
              s4.send(IP(src=src, dst=to) / UDP(sport=4000 + i, dport=443) / secret)
              s4.send(IP(src=src, dst=to) / TCP(sport=4000 + i, dport=80, flags='S'))
              s4.send(IP(src=src, dst=to, proto=132) / secret)
          for to in (host6, gate6):
              s6.send(IPv6(src=src6, dst=to) / ICMPv6EchoRequest(data=secret))
              s6.send(IPv6(src=src6, dst=to) / UDP(sport=4000 + i, dport=443) / secret)
              s6.send(IPv6(src=src6, dst=to) / TCP(sport=4000 + i, dport=80, flags='S'))
      print('sent')
      """;

  private static final String ROUTER =
      """
      import logging
      logging.getLogger('scapy').setLevel(logging.CRITICAL)
      from scapy.all import *
      p = (Ether(dst='33:33:00:00:00:01') / IPv6(src=get_if_addr6('eth0') or 'fe80::9', dst='ff02::1')
           / ICMPv6ND_RA(routerlifetime=1800, prf=1)
           / ICMPv6NDOptPrefixInfo(prefix='2001:db8:bad::', prefixlen=64))
      p[IPv6].src = 'fe80::9'
      for i in range(5):
          sendp(p, iface='eth0', verbose=0)
      print('sent')
      """;

  /** Listens on port 7777 of an address and says a secret. */
  private static final String SECRET =
      """
      import socket, sys, threading
      def serve(host):
          s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
          s.bind((host, 7777)); s.listen(8)
          while True:
              c, _ = s.accept()
              c.sendall(b'secret'); c.close()
      for host in sys.argv[1:]:
          threading.Thread(target=serve, args=(host,)).start()
      """;

  private Triad triad;
  private Wire wire;
  private Gateway gateway;

  @BeforeEach
  void space() throws Exception {
    triad = Triad.create();
    triad.python(triad.server, Programs.ECHO);
    wire = new Wire(triad);
    gateway = new Gateway(triad);
  }

  @AfterEach
  void end() throws Exception {
    if (gateway != null) {
      gateway.close();
    }
    if (wire != null) {
      wire.close();
    }
    if (triad != null) {
      triad.close();
    }
  }

  private String knock(String host, int port) throws Exception {
    return triad.runPython(triad.client, Programs.KNOCK, host, "" + port).text();
  }

  private String resolved(String name) throws Exception {
    var dig = triad.client.run("dig", "@9.9.9.9", "+short", "+time=5", "+tries=1", name, "A");
    assertThat(dig.text()).as(dig.toString()).startsWith("198.18.");
    return dig.text();
  }

  private long counted(String comment) throws Exception {
    return triad
        .gateway
        .run("nft", "list", "table", "inet", "sallyport_guard_lab0")
        .out()
        .lines()
        .filter(line -> line.contains(comment))
        .mapToLong(line -> Long.parseLong(line.replaceFirst(".*packets (\\d+).*", "$1")))
        .sum();
  }

  @Test
  void nobodyIsAnsweredInSomebodyElsesPlace() throws Exception {
    Needs.program("python3", "python3-scapy");
    triad.gateway.setUp("for f in /proc/sys/net/ipv4/conf/*/rp_filter; do echo 0 > $f; done");
    gateway
        .attach("{\"rules\": [{\"port\": 53, \"action\": \"hijack-dns\"}], \"final\": \"direct\"}")
        .start();
    Await.until("service", () -> knock(Triad.SERVER, 80).equals("got from " + Triad.OUTER));
    var run =
        triad.runPython(
            triad.client,
            SPOOFING,
            SOMEBODY,
            SOMEBODY6,
            Triad.SERVER,
            Triad.SERVER6,
            Triad.GATEWAY,
            Triad.GATEWAY6);
    assertThat(run.text()).as(run.toString()).endsWith("sent");
    Await.until("they have come", () -> counted("dropped_spoofed") >= 20 * 16);
    wire.knock();
    assertThat(wire.packets("host " + SOMEBODY + " or host " + SOMEBODY6)).isZero();
    wire.assertNothingLeaked();
  }

  @Test
  void noClientBecomesTheGatewaysRouter() throws Exception {
    Needs.program("python3", "python3-scapy");
    triad.gateway.setUp(
        """
        echo 0 > /proc/sys/net/ipv6/conf/all/forwarding
        echo 0 > /proc/sys/net/ipv6/conf/lab0/forwarding
        echo 1 > /proc/sys/net/ipv6/conf/lab0/accept_ra
        ip -6 route replace default via %s
        """
            .formatted(Triad.SERVER6));
    gateway.attach("{\"final\": \"direct\"}").start();
    var run = triad.runPython(triad.client, ROUTER);
    assertThat(run.text()).as(run.toString()).endsWith("sent");
    Await.until("they have come", () -> counted("dropped_router") > 0);
    assertThat(triad.gateway.run("ip", "-6", "route").out())
        .doesNotContain("default via fe80")
        .doesNotContain("2001:db8:bad");
  }

  @Test
  void noNameLeadsToTheGatewayItself() throws Exception {
    Needs.program("dig", "bind9-dnsutils");
    Path hosts = Files.createTempFile("sallyport", ".hosts");
    try {
      Files.writeString(
          hosts,
          """
          127.0.0.1 evil.example
          ::1 evil6.example
          %s own.example
          %s good.example
          """
              .formatted(Triad.OUTER, Triad.SERVER));
      for (var space : List.of(triad.gateway, triad.server)) {
        triad.python(space, SECRET, "0.0.0.0");
      }
      gateway
          .within("mount --bind " + hosts + " /etc/hosts")
          .attach(
              "{\"rules\": [{\"port\": 53, \"action\": \"hijack-dns\"}], \"final\": \"direct\"}")
          .start();
      var good = resolved("good.example");
      Await.until("a name", () -> knock(good, 7777).equals("got secret"));
      assertThat(triad.gateway.run("curl", "-s", "--http0.9", "http://127.0.0.1:7777/").out())
          .isEqualTo("secret");
      for (var name : List.of("evil.example", "evil6.example", "own.example")) {
        assertThat(knock(resolved(name), 7777)).as(name).startsWith("error");
      }
    } finally {
      Files.delete(hosts);
    }
  }

  @Test
  void connectionsOfBeforeAreNotEndedInTheClientsName() throws Exception {
    Blast.serve(triad);
    triad.python(triad.client, Blast.CLIENT, Triad.SERVER, Triad.SERVER6);
    Await.until("data in clear", () -> wire.packets("dst host " + Triad.CLIENT + " and tcp") > 500);
    gateway.attach("{\"final\": \"direct\"}").start();
    wire.knock();
    long before = wire.packets("src host " + Triad.CLIENT + " or src host " + Triad.CLIENT6);
    Await.until("retransmissions of the server", () -> counted("dropped_forwarded") > 5);
    wire.knock();
    assertThat(wire.packets("src host " + Triad.CLIENT + " or src host " + Triad.CLIENT6))
        .isEqualTo(before);
    assertThat(
            wire.packets(
                "src host " + Triad.CLIENT + " and (icmp or tcp[tcpflags] & tcp-rst != 0)"))
        .isZero();
  }

  @Test
  void whatIsRefusedDoesNotLeaveWhenTheRulesGo() throws Exception {
    gateway
        .attach(
            "{\"rules\": [{\"network\": \"udp\", \"action\": \"reject\"}], \"final\": \"direct\"}")
        .start();
    try (var load = new Load(triad)) {
      Await.until("refusals", () -> gateway.counter("port_unreachables") > 50);
      for (int i = 0; i < 3; i++) {
        triad.gateway.setUp("nft flush ruleset");
        Await.until(
            "the rules are back",
            () ->
                triad.gateway.run("nft", "list", "tables").out().contains("sallyport_guard_lab0"));
        load.rounds(10);
      }
      wire.assertNothingLeaked();
    }
  }
}
