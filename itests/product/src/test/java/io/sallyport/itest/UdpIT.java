// SPDX-License-Identifier: Apache-2.0
package io.sallyport.itest;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.itest.harness.Needs;
import io.sallyport.itest.harness.Product;
import io.sallyport.itest.harness.Run;
import io.sallyport.itest.harness.Socks5;
import io.sallyport.testing.Await;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Datagrams of SOCKS5 clients through the whole product. */
@Timeout(60)
class UdpIT {

  @RegisterExtension
  static final Product PRODUCT =
      new Product()
          .config("io.sallyport.outbound.direct~five", "{\"inet4_bind_address\": \"127.0.0.5\"}")
          .listener("open", "\"final\": \"direct\"")
          .listener("hasty", "\"udp_timeout\": \"1s\", \"final\": \"direct\"")
          .listener("closed", "\"udp\": false, \"final\": \"direct\"")
          .listener(
              "ruled",
              "\"rules\": [{\"ip_cidr\": \"127.0.0.2/32\", \"outbound\": \"five\"},"
                  + " {\"ip_cidr\": \"127.0.0.3/32\", \"action\": \"reject\"},"
                  + " {\"action\": \"sniff\"},"
                  + " {\"protocol\": \"dns\", \"outbound\": \"five\"}], \"final\": \"direct\"");

  private static DatagramSocket echo;

  @BeforeAll
  static void serve() throws Exception {
    // On all addresses, and of both families.
    echo = new DatagramSocket(new InetSocketAddress("::", 0));
    Thread.ofVirtual().start(UdpIT::answer);
  }

  private static void answer() {
    var packet = new DatagramPacket(new byte[65_535], 65_535);
    try {
      while (true) {
        packet.setLength(65_535);
        echo.receive(packet);
        echo.send(packet);
      }
    } catch (IOException e) {
      assert echo.isClosed();
    }
  }

  @AfterAll
  static void stop() {
    echo.close();
  }

  /** A client with its association. */
  private record Client(Socket tcp, DatagramSocket udp, InetSocketAddress relay)
      implements AutoCloseable {

    static Client of(String listener) throws IOException {
      var tcp = Socks5.dial(PRODUCT.port(listener));
      tcp.getOutputStream().write(HexFormat.of().parseHex("05010005030001000000000000"));
      assertThat(tcp.getInputStream().readNBytes(2)).containsExactly(5, 0);
      var reply = Socks5.reply(tcp);
      assertThat(reply.code()).isZero();
      var udp = new DatagramSocket(0, InetAddress.getLoopbackAddress());
      udp.setSoTimeout(10_000);
      return new Client(tcp, udp, new InetSocketAddress(reply.address(), reply.port()));
    }

    void send(String hex, byte... payload) throws IOException {
      byte[] header = HexFormat.of().parseHex(hex);
      byte[] all = Arrays.copyOf(header, header.length + payload.length);
      System.arraycopy(payload, 0, all, header.length, payload.length);
      udp.send(new DatagramPacket(all, all.length, relay));
    }

    byte[] receive() throws IOException {
      var packet = new DatagramPacket(new byte[65_535], 65_535);
      udp.receive(packet);
      return Arrays.copyOf(packet.getData(), packet.getLength());
    }

    @Override
    public void close() throws IOException {
      tcp.close();
      udp.close();
    }
  }

  private static String to(String ip, int port) {
    return "00000001" + ip + "%04x".formatted(port);
  }

  private static String toEcho() {
    return to("7f000001", echo.getLocalPort());
  }

  private static void expectEcho(Client client, byte... payload) throws IOException {
    client.send(toEcho(), payload);
    byte[] back = client.receive();
    assertThat(HexFormat.of().formatHex(back, 0, 10)).isEqualTo(toEcho());
    assertThat(Arrays.copyOfRange(back, 10, back.length)).isEqualTo(payload);
  }

  @Test
  void emptyAndLargeDatagramsCrossWhole() throws Exception {
    try (var client = Client.of("open")) {
      for (int size : new int[] {0, 1, 1472, 9000, 60_000, 65_497}) {
        byte[] payload = new byte[size];
        new Random(size).nextBytes(payload);
        expectEcho(client, payload);
      }
    }
  }

  @Test
  void namesAreLookedUpAndThoseThatDoNotExistHoldUpNobody() throws Exception {
    try (var client = Client.of("open")) {
      String absent = HexFormat.of().formatHex("no-such-host.invalid".getBytes("US-ASCII"));
      for (int i = 0; i < 100; i++) {
        client.send("0000000314" + absent + "0009", (byte) 1);
      }
      long begun = System.nanoTime();
      expectEcho(client, (byte) 2);
      assertThat(System.nanoTime() - begun).isLessThan(2_000_000_000L);
      String local = HexFormat.of().formatHex("localhost".getBytes("US-ASCII"));
      client.send("0000000309" + local + "%04x".formatted(echo.getLocalPort()), (byte) 3);
      byte[] back = client.receive();
      // The address that the name has, of whichever family.
      assertThat(back[3]).isIn((byte) 1, (byte) 4);
      assertThat(back[back.length - 1]).isEqualTo((byte) 3);
    }
  }

  @Test
  void eachDestinationGoesByTheOutboundOfItsRule() throws Exception {
    try (var client = Client.of("ruled");
        var far = new DatagramSocket(0, InetAddress.getByName("127.0.0.2"))) {
      far.setSoTimeout(10_000);
      client.send(to("7f000002", far.getLocalPort()), (byte) 1);
      var packet = new DatagramPacket(new byte[10], 10);
      far.receive(packet);
      assertThat(packet.getAddress().getHostAddress()).isEqualTo("127.0.0.5");
      client.send(to("7f000003", echo.getLocalPort()), (byte) 66);
      expectEcho(client, (byte) 2);
    }
  }

  @Test
  void theFirstDatagramIsLookedAt() throws Exception {
    try (var client = Client.of("ruled");
        var far = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"))) {
      far.setSoTimeout(10_000);
      // A question for the A records of a.test.
      byte[] question =
          HexFormat.of().parseHex("1234010000010000000000000161047465737400" + "00010001");
      client.send(to("7f000001", far.getLocalPort()), question);
      var packet = new DatagramPacket(new byte[100], 100);
      far.receive(packet);
      assertThat(packet.getLength()).isEqualTo(question.length);
      assertThat(packet.getAddress().getHostAddress()).isEqualTo("127.0.0.5");
    }
  }

  @Test
  void theAssociationEndsWithItsConnection() throws Exception {
    try (var client = Client.of("open")) {
      expectEcho(client, (byte) 1);
      client.tcp.close();
      Await.until("the relay socket is closed", () -> free(client.relay));
    }
  }

  private static boolean free(InetSocketAddress address) {
    try (var probe = new DatagramSocket(address)) {
      return probe.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void silenceEndsBothTogether() throws Exception {
    try (var client = Client.of("hasty")) {
      expectEcho(client, (byte) 1);
      assertThat(client.tcp.getInputStream().read()).isEqualTo(-1);
      Await.until("the relay socket is closed", () -> free(client.relay));
    }
  }

  @Test
  void whereTheFileForbidsItTheCommandIsNotSupported() throws Exception {
    try (var tcp = Socks5.dial(PRODUCT.port("closed"))) {
      tcp.getOutputStream().write(HexFormat.of().parseHex("05010005030001000000000000"));
      assertThat(tcp.getInputStream().readNBytes(2)).containsExactly(5, 0);
      assertThat(Socks5.reply(tcp).code()).isEqualTo(7);
    }
  }

  @Test
  void pySocksTalksToAnEcho() throws Exception {
    var python = Path.of("/usr/bin/python3"); // the one that Debian packages are for
    var script =
        """
        import socks
        s = socks.socksocket(socks.socket.AF_INET, socks.socket.SOCK_DGRAM)
        s.set_proxy(socks.SOCKS5, "127.0.0.1", %d)
        s.settimeout(10)
        s.sendto(b"x" * 40000, ("127.0.0.1", %d))
        data, sender = s.recvfrom(65535)
        print(len(data), sender[0], sender[1])
        """
            .formatted(PRODUCT.port("open"), echo.getLocalPort());
    var probe = Run.of(List.of(python.toString(), "-c", "import socks"));
    if (probe.status() != 0) {
      Needs.program("python3-socks", "python3-socks");
    }
    var run = Run.of(List.of(python.toString(), "-c", script));
    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.text()).isEqualTo("40000 127.0.0.1 " + echo.getLocalPort());
  }
}
