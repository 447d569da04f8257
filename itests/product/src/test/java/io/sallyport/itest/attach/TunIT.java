// SPDX-License-Identifier: Apache-2.0
package io.sallyport.itest.attach;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import io.sallyport.itest.harness.Needs;
import io.sallyport.testing.Await;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An interface attached by {@code "type": "tun"}: the kernel's own stacks at both ends. */
class TunIT {

  private static final String DEVICE = "t0-" + Triad.INNER;

  /** Echoes streams and datagrams, both families, port 7000. */
  private static final String ECHO =
      """
      import socket, threading
      def tcp(s):
          while True:
              c, _ = s.accept()
              threading.Thread(target=serve, args=(c,), daemon=True).start()
      def serve(c):
          while True:
              d = c.recv(65536)
              if not d:
                  break
              c.sendall(d)
          c.close()
      def udp(s):
          while True:
              d, a = s.recvfrom(65536)
              s.sendto(d, a)
      t = socket.socket(socket.AF_INET6, socket.SOCK_STREAM)
      t.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
      t.bind(('::', 7000)); t.listen(64)
      u = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
      u.bind(('::', 7000))
      threading.Thread(target=tcp, args=(t,), daemon=True).start()
      udp(u)
      """;

  /** Says as JSON what came back of what it sent to each host. */
  private static final String CLIENT =
      """
      import socket, sys, os, json, threading
      out = {'tcp': 0, 'udp': 0}
      for host in sys.argv[2:]:
          family = socket.AF_INET6 if ':' in host else socket.AF_INET
          for size in (1, 1448, 300000, 4000000):
              s = socket.create_connection((host, 7000), 10)
              data = os.urandom(size)
              def send():
                  s.sendall(data)
                  s.shutdown(socket.SHUT_WR)
              threading.Thread(target=send).start()
              back = b''
              while True:
                  part = s.recv(1 << 20)
                  if not part:
                      break
                  back += part
              out['tcp'] += back == data
          for size in (0, 1, 1200, 1473, 4000, 40000):
              u = socket.socket(family, socket.SOCK_DGRAM)
              u.settimeout(5)
              data = os.urandom(size)
              u.sendto(data, (host, 7000))
              out['udp'] += u.recv(65536) == data
      print(json.dumps(out))
      """;

  /** How long two ways of being refused take, in milliseconds; -1 for another end. */
  private static final String REFUSED =
      """
      import socket, sys, time, json
      took = {}
      for host in sys.argv[1:]:
          family = socket.AF_INET6 if ':' in host else socket.AF_INET
          begun = time.time()
          try:
              s = socket.create_connection((host, 7001), 5)
              s.recv(1)
              took['tcp ' + host] = -1
          except (ConnectionResetError, ConnectionRefusedError):
              took['tcp ' + host] = int(1000 * (time.time() - begun))
          begun = time.time()
          u = socket.socket(family, socket.SOCK_DGRAM)
          u.settimeout(5)
          u.connect((host, 7001))
          try:
              u.send(b'x')
              u.recv(1)
              took['udp ' + host] = -1
          except ConnectionRefusedError:
              took['udp ' + host] = int(1000 * (time.time() - begun))
      print(json.dumps(took))
      """;

  /**
   * UDP packets of its own making: one with a wrong checksum, one that is cut, then a right one.
   */
  private static final String CRAFTED =
      """
      import socket, struct, sys
      def total(data):
          data += bytes(len(data) % 2)
          s = sum(struct.unpack('!%dH' % (len(data) // 2), data))
          while s >> 16:
              s = (s & 0xffff) + (s >> 16)
          return ~s & 0xffff
      src, dst = (socket.inet_aton(a) for a in sys.argv[1:3])
      raw = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_UDP)
      def send(payload, length, wrong):
          head = struct.pack('!HHHH', 4000, 7000, length, 0)
          check = total(src + dst + struct.pack('!BBH', 0, 17, length) + head + payload) ^ wrong
          raw.sendto(struct.pack('!HHHH', 4000, 7000, length, check) + payload, (sys.argv[2], 0))
      listener = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
      listener.bind((sys.argv[1], 4000))
      listener.settimeout(5)
      send(b'wrong', 13, 0x0101)
      send(b'short', 600, 0)
      send(b'right', 13, 0)
      print(listener.recv(100).decode())
      """;

  private Triad triad;
  private Gateway gateway;

  @BeforeEach
  void space() throws Exception {
    triad = Triad.create();
    gateway = new Gateway(triad);
    triad.python(triad.server, ECHO);
    Await.until(
        "the echo server",
        Duration.ofSeconds(20),
        () -> triad.server.run("ss", "-Hlnt", "sport = :7000").out().contains(":7000"));
  }

  @AfterEach
  void end() throws Exception {
    gateway.close();
    triad.close();
  }

  private void attach(String more) throws Exception {
    gateway.attach("{ \"type\": \"tun\", " + more + " \"final\": \"direct\" }").start();
  }

  private String client(String program, String... arguments) throws Exception {
    var run = triad.runPython(triad.client, program, arguments);
    assertThat(run.status()).as(run + "\n" + gateway.log()).isZero();
    return run.text();
  }

  private void assertServed() throws Exception {
    long before = gateway.relayed();
    var back =
        JsonParser.parseString(client(CLIENT, "", Triad.SERVER, Triad.SERVER6)).getAsJsonObject();
    assertThat(back.get("tcp").getAsInt()).isEqualTo(8);
    assertThat(back.get("udp").getAsInt()).isEqualTo(12);
    assertThat(gateway.relayed() - before).isGreaterThan(2 * 2 * 4_300_000);
  }

  @Test
  void everyByteGoesThroughTheRelayAndNothingBeside() throws Exception {
    attach("");
    try (var wire = new Wire(triad)) {
      assertServed();
      wire.assertNothingLeaked();
    }
    assertThat(gateway.counter("tun_malformed")).isZero();
    assertThat(gateway.counter("tun_unwritten")).isZero();
    // Super-packets: far fewer packets than the bytes would make of 1500 each.
    assertThat(gateway.counter("tun_bytes") / gateway.counter("tun_packets")).isGreaterThan(3000);
  }

  @Test
  void withoutSuperPacketsTheSameComesThrough() throws Exception {
    attach("\"gso\": false, \"queues\": 2,");
    assertServed();
  }

  @Test
  void whatThePolicyRefusesIsRefusedAtOnce() throws Exception {
    attach("\"rules\": [{ \"port\": 7001, \"action\": \"reject\" }],");
    var took = JsonParser.parseString(client(REFUSED, Triad.SERVER, Triad.SERVER6));
    assertThat(took.getAsJsonObject().asMap())
        .hasSize(4)
        .allSatisfy((what, millis) -> assertThat(millis.getAsInt()).as(what).isBetween(0, 900));
  }

  @Test
  void hostilePacketsEndHere() throws Exception {
    attach("");
    assertThat(client(CRAFTED, Triad.CLIENT, Triad.SERVER)).isEqualTo("right");
    assertThat(gateway.counter("tun_malformed")).isEqualTo(2);
  }

  @Test
  void nothingLeaksWhenTheProcessDies() throws Exception {
    attach("");
    try (var wire = new Wire(triad);
        var load = new Load(triad)) {
      load.rounds(5);
      gateway.kill();
      long refused = load.count("refused");
      load.rounds(30);
      assertThat(load.count("refused")).isGreaterThan(refused + 20);
      wire.assertNothingLeaked();
      gateway.start();
      load.rounds(5);
      wire.assertNothingLeaked();
    }
    assertServed();
  }

  @Test
  void aDeviceThatSomebodyDeletesIsMadeAgain() throws Exception {
    attach("");
    try (var wire = new Wire(triad);
        var load = new Load(triad)) {
      load.rounds(5);
      triad.gateway.setUp("ip link delete " + DEVICE);
      load.rounds(5);
      Await.until(
          "the device is there again",
          Duration.ofSeconds(30),
          () -> triad.gateway.run("ip", "link", "show").out().contains("t0-" + Triad.INNER));
      wire.assertNothingLeaked();
    }
    gateway.awaitPhase("attached");
    Await.until(
        "it serves again",
        Duration.ofSeconds(30),
        () -> triad.runPython(triad.client, CLIENT, "", Triad.SERVER).status() == 0);
  }

  @Test
  void namesThatAreTakenLeaveEverythingClosed() throws Exception {
    Needs.program("ip", "iproute2");
    triad.gateway.setUp(
        """
        ip tuntap add dev t0-%1$s mode tun
        ip tuntap add dev t1-%1$s mode tun
        """
            .formatted(Triad.INNER));
    gateway.attach("{ \"type\": \"tun\", \"final\": \"direct\" }").launch();
    gateway.awaitPhase("guarded");
    try (var wire = new Wire(triad);
        var load = new Load(triad)) {
      load.rounds(10);
      assertThat(load.count("connected")).isZero();
      wire.assertNothingLeaked();
    }
    triad.gateway.setUp("ip link delete t1-" + Triad.INNER);
    gateway.awaitPhase("attached");
    assertServed();
  }

  @Test
  void nothingIsWrongWhereOnePacketInFiftyIsLost() throws Exception {
    attach("");
    var loss =
        "nft 'table inet loss { chain in { type filter hook input priority 0;"
            + " meta l4proto tcp numgen random mod 100 < 2 drop; }; }'";
    triad.client.setUp(loss);
    triad.server.setUp(loss);
    assertServed();
  }

  @Test
  void namesTravelThroughTheDeviceToo() throws Exception {
    Needs.program("dig", "bind9-dnsutils");
    attach("\"rules\": [{ \"port\": 53, \"action\": \"hijack-dns\" }],");
    for (var server : List.of("9.9.9.9", "2001:db8::53", Triad.GATEWAY, Triad.GATEWAY6)) {
      for (var way : List.of("+notcp", "+tcp")) {
        var dig =
            triad.client.run(
                "dig", "@" + server, way, "+short", "+time=5", "+tries=1", "shop.example", "A");
        assertThat(dig.text()).as(server + way + dig).startsWith("198.18.");
      }
    }
    assertThat(gateway.counter("dns_streams")).isPositive();
  }

  @Test
  void packetsOfThisMachineWithAMarkAreCaptured() throws Exception {
    attach("\"include_mark\": [\"42\"],");
    var marked =
        "import socket\nclass Marked(socket.socket):\n    def __init__(self, *a, **k):\n"
            + "        super().__init__(*a, **k)\n"
            + "        self.setsockopt(socket.SOL_SOCKET, 36, 42)\n"
            + "socket.socket = Marked\n";
    long before = gateway.relayed();
    var run = triad.runPython(triad.gateway, marked + CLIENT, "", Triad.SERVER, Triad.SERVER6);
    assertThat(run.text()).as(run.toString()).isEqualTo("{\"tcp\": 8, \"udp\": 12}");
    assertThat(gateway.relayed() - before).isGreaterThan(2 * 2 * 4_300_000);
    gateway.kill();
    var after = triad.runPython(triad.gateway, marked + CLIENT, "", Triad.SERVER);
    assertThat(after.err()).contains("Error");
  }

  @Test
  void programsOfAUserOfThisMachineAreCaptured() throws Exception {
    Needs.program("setpriv", "util-linux");
    attach("\"include_uid\": [\"4242\"],");
    long before = gateway.relayed();
    var run =
        triad.gateway.run(
            "setpriv",
            "--reuid=4242",
            "--clear-groups",
            "/usr/bin/python3",
            "-c",
            CLIENT,
            "",
            Triad.SERVER,
            Triad.SERVER6);
    if (run.err().contains("setpriv")) {
      throw new org.opentest4j.TestAbortedException("needs root to become another user: " + run);
    }
    assertThat(run.text()).as(run.toString()).isEqualTo("{\"tcp\": 8, \"udp\": 12}");
    assertThat(gateway.relayed() - before).isGreaterThan(2 * 2 * 4_300_000);
    gateway.kill();
    var after =
        triad.gateway.run(
            "setpriv",
            "--reuid=4242",
            "--clear-groups",
            "/usr/bin/python3",
            "-c",
            CLIENT,
            "",
            Triad.SERVER);
    assertThat(after.err()).contains("Error");
  }
}
