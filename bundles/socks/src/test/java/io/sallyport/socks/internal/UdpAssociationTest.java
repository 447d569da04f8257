// SPDX-License-Identifier: Apache-2.0
package io.sallyport.socks.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.api.Network;
import io.sallyport.testing.Await;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Associations between real sockets: RFC 1928 §7 and what befalls those who listen to anybody. */
@Timeout(30)
class UdpAssociationTest {

  @Test
  void aDatagramGoesOutAndItsAnswerSaysWhoAnswered() throws Exception {
    try (var world = new Associated().associate()) {
      assertThat(world.relay.getAddress().getHostAddress()).isEqualTo("127.0.0.1");
      world.expectAlive("0102");
      var flow = world.sessions.flows.remove();
      assertThat(flow.network()).isEqualTo(Network.UDP);
      assertThat(flow.destination().port()).isEqualTo(world.echo.getLocalPort());
      // An answer to a name comes from an address (RFC 1928 §7 knows no other).
      world.send(
          world.udp, "00000003 09 6563686f2e74657374 %04x 07".formatted(world.echo.getLocalPort()));
      assertThat(world.receive()).isEqualTo(world.toEcho() + "07");
    }
  }

  /** Each of them has ended an association, or more, of some server. */
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "empty,                  ''",
    "two bytes,              0000",
    "RSV,                    0001 00 01 7f000001 0009 41",
    "FRAG 1,                 0000 01 01 7f000001 0009 41",
    "FRAG 81,                0000 81 01 7f000001 0009 41",
    "FRAG ff,                0000 ff 01 7f000001 0009 41",
    "ATYP 9,                 0000 00 09 7f000001 0009 41",
    "ATYP 0,                 0000 00 00 7f000001 0009 41",
    "IPv4 cut off,           0000 00 01 7f00",
    "IPv6 cut off,           0000 00 04 20010db8",
    "port cut off,           0000 00 01 7f000001 00",
    "name cut off,           0000 00 03 ff 6162",
    "empty name,             0000 00 03 00 0009 41",
    "name with NUL,          0000 00 03 03 610062 0009 41",
    "name that does not exist, 0000 00 03 0b 616273656e742e74657374 0009 41",
    "zero payload,           0000 00 01 7f000001 0009",
    "port 0,                 0000 00 01 7f000001 0000 41",
    "unreachable family,     0000 00 04 20010db8000000000000000000000001 0009 41",
    "broadcast,              0000 00 01 ffffffff 0009 41",
    "nobody there,           0000 00 01 7f000001 0001 41",
    "number for a name,      0000 00 03 05 3132372e31 0009 41",
    "rejected by policy,     0000 00 01 7f000042 0009 41"
  })
  void noDatagramEndsAnAssociation(String name, String hostile) throws Exception {
    try (var world = new Associated().associate()) {
      world.send(world.udp, hostile);
      world.expectAlive("01");
      world.send(world.udp, hostile);
      world.send(world.udp, hostile);
      world.expectAlive("02");
    }
  }

  @Test
  void fragmentsAreNeverRelayedAsWhole() throws Exception {
    try (var world = new Associated().associate()) {
      for (String fragment : new String[] {"01", "02", "83"}) {
        world.send(world.udp, "0000" + fragment + world.toEcho().substring(6) + "66");
      }
      world.expectAlive("01");
      assertThat(world.counter("udp_fragments")).isEqualTo(3);
    }
  }

  @Test
  void theLargestDatagramsCrossWhole() throws Exception {
    try (var world = new Associated().associate()) {
      for (int size : new int[] {1500, 9000, 60_000, 65_497}) {
        byte[] header = java.util.HexFormat.of().parseHex(world.toEcho());
        byte[] sent = new byte[size];
        new Random(size).nextBytes(sent);
        System.arraycopy(header, 0, sent, 0, header.length);
        world.send(world.udp, sent);
        assertThat(world.receive()).isEqualTo(java.util.HexFormat.of().formatHex(sent));
      }
    }
  }

  @Test
  void onlyTheFirstPortOfTheClientsAddressIsHeard() throws Exception {
    try (var world = new Associated().associate();
        var otherPort = Associated.socket("127.0.0.1");
        var otherAddress = Associated.socket("127.0.0.9")) {
      world.send(otherAddress, world.toEcho() + "66");
      world.send(otherPort, "0000"); // too short to count as first
      world.expectAlive("01");
      world.send(otherPort, world.toEcho() + "66");
      world.expectAlive("02");
      assertThat(world.counter("udp_strangers")).isEqualTo(2);
    }
  }

  @Test
  void anAnnouncedPortIsHeldTo() throws Exception {
    try (var announced = Associated.socket("127.0.0.1");
        var world =
            new Associated().associate("017f000001 %04x".formatted(announced.getLocalPort()))) {
      world.send(world.udp, world.toEcho() + "66");
      Await.until("the stranger is counted", () -> world.counter("udp_strangers") == 1);
      world.udp.close();
      world.udp = announced;
      world.expectAlive("01");
    }
  }

  @Test
  void whatIsAnnouncedOfAnotherAddressIsNotHeldAgainstTheClient() throws Exception {
    try (var world = new Associated().associate("01c0000201 1234")) {
      world.expectAlive("01");
    }
  }

  @Test
  void destinationsThatGoTheSameWayShareASocketAndOthersDoNot() throws Exception {
    try (var world = new Associated().associate();
        var one = Associated.socket("127.0.0.1");
        var other = Associated.socket("127.0.0.3");
        var second = Associated.socket("127.0.0.2")) {
      int shared = portSeenBy(one, world, "7f000001");
      assertThat(portSeenBy(other, world, "7f000003")).isEqualTo(shared);
      assertThat(portSeenBy(second, world, "7f000002")).isNotEqualTo(shared);
      assertThat(world.sessions.flows).hasSize(2);
      // Full cone: who was never spoken to can answer, as himself.
      try (var third = Associated.socket("127.0.0.1")) {
        third.send(
            new DatagramPacket(new byte[] {7}, 1, new InetSocketAddress("127.0.0.1", shared)));
        assertThat(world.receive())
            .isEqualTo("000000017f000001%04x07".formatted(third.getLocalPort()));
      }
    }
  }

  private static int portSeenBy(DatagramSocket far, Associated world, String ip)
      throws IOException {
    world.send(world.udp, "00000001%s%04x05".formatted(ip, far.getLocalPort()));
    var packet = new DatagramPacket(new byte[10], 10);
    far.receive(packet);
    return packet.getPort();
  }

  @Test
  void theSocketGoesWithTheConnection() throws Exception {
    try (var world = new Associated().associate()) {
      world.expectAlive("01");
      world.tcp.close();
      Await.until("the relay's port is free", () -> isFree(world.relay));
      assertThat(world.counter("udp_associations")).isZero();
    }
  }

  @Test
  void anEndOfOutputIsAnEnd() throws Exception {
    try (var world = new Associated().associate()) {
      world.tcp.socket().shutdownOutput();
      world.tcp.expectClosed();
      Await.until("the relay's port is free", () -> isFree(world.relay));
    }
  }

  private static boolean isFree(int port) {
    return isFree(new InetSocketAddress("127.0.0.1", port));
  }

  private static boolean isFree(InetSocketAddress address) {
    try (var probe = new DatagramSocket(address)) {
      return probe.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void strayBytesOnTheConnectionMeanNothingUpToABound() throws Exception {
    try (var world = new Associated().associate()) {
      world.tcp.say("00".repeat(1000));
      world.expectAlive("01");
      world.tcp.say("00".repeat(Tether.MAX_STRAY_BYTES));
      world.tcp.expectClosed();
    }
  }

  @Test
  void stoppingTheListenerEndsItsAssociations() throws Exception {
    try (var world = new Associated().associate()) {
      world.expectAlive("01");
      world.inbound.stop();
      world.tcp.expectClosed();
    }
  }

  @Test
  void portsComeFromTheRangeAndTheAddressFromTheFile() throws Exception {
    int from = Listener.freePort();
    try (var world =
        new Associated(
            "udp_port_range", from + "-" + (from + 1), "udp_advertise_address", "127.0.0.7")) {
      world.associate();
      assertThat(world.relay.getAddress().getHostAddress()).isEqualTo("127.0.0.7");
      assertThat(world.relay.getPort()).isBetween(from, from + 1);
      world.tcp.close();
      // NIO lets go of a port only when its selector next looks at what was closed.
      Await.until("both ports are free", () -> isFree(from) && isFree(from + 1));
      try (var taken = new DatagramSocket(new InetSocketAddress("127.0.0.1", from))) {
        world.associate();
        assertThat(world.relay.getPort()).isEqualTo(from + 1);
        assertThat(taken.isBound()).isTrue();
        // Both are taken now.
        try (var client = Client.to(world.port)) {
          client.say("050100 05030001 00000000 0000").expect("0500 05010001 00000000 0000");
        }
      }
    }
  }

  @Test
  void thereAreAsManyAsTheFileSays() throws Exception {
    try (var world = new Associated("max_udp_associations", 1).associate();
        var client = Client.to(world.port)) {
      client.say("050100 05030001 00000000 0000").expect("0500 05010001 00000000 0000");
      world.expectAlive("01");
    }
  }

  @Test
  void withUdpFalseTheCommandIsNotSupported() throws Exception {
    try (var world = new Associated("udp", false);
        var client = Client.to(world.port)) {
      client.say("050100 05030001 00000000 0000").expect("0500 05070001 00000000 0000");
    }
  }
}
