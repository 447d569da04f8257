// SPDX-License-Identifier: Apache-2.0
package io.sallyport.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.lang.foreign.Arena;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TunTest {

  @Test
  void carriesPacketsBothWays() throws Exception {
    OwnNamespace.run(TunTest.class, "carries");
  }

  /**
   * Swaps the addresses of what it reads, which leaves every checksum right, and writes it back.
   */
  static void carries() throws Exception {
    for (var options :
        new TunOptions[] {
          TunOptions.tun("sally0"), TunOptions.tun("sally0").offloading(Set.of())
        }) {
      try (var tun = Tun.open(options);
          var socket = new DatagramSocket(new InetSocketAddress("0.0.0.0", 7000))) {
        configure(tun);
        assertThat(tun.vnetHdr()).isEqualTo(!options.offloads().isEmpty());
        socket.send(
            new DatagramPacket(
                "hello".getBytes(StandardCharsets.US_ASCII),
                5,
                InetAddress.ofLiteral("198.18.0.2"),
                7000));
        bounceOne(tun);
        var back = new DatagramPacket(new byte[100], 100);
        socket.setSoTimeout(10_000);
        socket.receive(back);
        assertThat(back.getAddress().getHostAddress()).isEqualTo("198.18.0.2");
        assertThat(new String(back.getData(), 0, back.getLength(), StandardCharsets.US_ASCII))
            .isEqualTo("hello");
      }
    }
  }

  private static void configure(Tun tun) throws Exception {
    var links = new Links();
    links.address(tun.name(), "198.18.0.1/30");
    links.mtu(tun.name(), 1400);
    links.up(tun.name(), true);
    var link = Interfaces.find(tun.name()).orElseThrow();
    assertThat(link.mtu()).isEqualTo(1400);
    assertThat(link.isUp()).isTrue();
    assertThat(link.kind()).isEqualTo("tun");
    assertThat(link.addresses()).extracting(LinkAddress::toString).contains("198.18.0.1/30");
  }

  private static void bounceOne(Tun tun) throws Exception {
    var queue = tun.queues().getFirst();
    int at = tun.vnetHdr() ? VirtioNetHeader.LENGTH : 0;
    try (var arena = Arena.ofConfined()) {
      var packet = arena.allocate(TunQueue.MAX_PACKET, 8);
      int length = 0;
      // The kernel also says hello to IPv6 routers; those are not for us.
      while (length == 0 || packet.get(JAVA_BYTE, at) >> 4 != 4) {
        assertThat(queue.await(10_000)).isTrue();
        length = queue.read(packet);
      }
      var source = packet.asSlice(at + 12, 4).toArray(JAVA_BYTE);
      var destination = packet.asSlice(at + 16, 4).toArray(JAVA_BYTE);
      packet.asSlice(at + 12, 4).copyFrom(java.lang.foreign.MemorySegment.ofArray(destination));
      packet.asSlice(at + 16, 4).copyFrom(java.lang.foreign.MemorySegment.ofArray(source));
      assertThat(queue.write(packet, length)).isNull();
      assertThat(queue.write(packet, 0)).isEqualTo(Errno.EINVAL);
    }
  }

  @Test
  void aNameThatIsTakenIsAnError() throws Exception {
    OwnNamespace.run(TunTest.class, "taken");
  }

  static void taken() throws Exception {
    try (var tun = Tun.open(TunOptions.tun("sally0"))) {
      assertThatExceptionOfType(SystemCallException.class)
          .isThrownBy(() -> Tun.open(TunOptions.tun("sally0")))
          .satisfies(e -> assertThat(e.errno()).isEqualTo(Errno.EBUSY))
          .withMessageContaining("TUNSETIFF sally0");
      assertThat(tun.isOpen()).isTrue();
    }
    assertThat(Interfaces.find("sally0")).isEmpty();
    try (var again = Tun.open(TunOptions.tun("sally0").withQueues(2))) {
      assertThat(again.queues()).hasSize(2);
      assertThat(again.offload(Set.of(Offload.CSUM))).containsExactly(Offload.CSUM);
      assertThat(again.offloads()).containsExactly(Offload.CSUM);
    }
    try (var tap = Tun.open(TunOptions.tap("tap%d").persistent())) {
      assertThat(tap.name()).isEqualTo("tap0");
    }
    assertThat(Interfaces.find("tap0")).isPresent();
    try (var tap = Tun.open(TunOptions.tap("tap0").persistent())) {
      tap.abandon();
    }
    assertThat(Interfaces.find("tap0")).isEmpty();
  }

  @Test
  void closingEndsAWait() throws Exception {
    OwnNamespace.run(TunTest.class, "closing");
  }

  static void closing() throws Exception {
    var tun = Tun.open(TunOptions.tun("sally0"));
    var queue = tun.queues().getFirst();
    var reading = new CompletableFuture<Boolean>();
    var ended =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                reading.complete(true);
                while (!queue.isClosed()) {
                  queue.await(-1);
                }
                try (var arena = Arena.ofConfined()) {
                  var buffer = arena.allocate(TunQueue.MAX_PACKET);
                  assertThat(queue.read(buffer)).isZero();
                  assertThat(queue.write(buffer, 60)).isEqualTo(Errno.EBADF);
                }
                return "closed";
              } catch (SystemCallException e) {
                return e.toString();
              }
            });
    reading.get(10, TimeUnit.SECONDS);
    tun.close();
    tun.close();
    assertThat(ended.get(10, TimeUnit.SECONDS)).isEqualTo("closed");
    assertThat(Interfaces.find("sally0")).isEmpty();
  }

  @Test
  void theVirtioHeaderGoesBothWays() {
    try (var arena = Arena.ofConfined()) {
      var memory = arena.allocate(VirtioNetHeader.LENGTH);
      var header =
          new VirtioNetHeader(
              VirtioNetHeader.NEEDS_CSUM, VirtioNetHeader.GSO_TCPV6, 60, 65000, 40, 16);
      header.write(memory);
      assertThat(VirtioNetHeader.read(memory)).isEqualTo(header);
    }
  }
}
