// SPDX-License-Identifier: Apache-2.0
package io.sallyport.attach.internal.tun;

import static io.sallyport.attach.internal.tun.Packets.CLIENT4;
import static io.sallyport.attach.internal.tun.Packets.SERVER4;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReassemblyTest {

  private final Reassembly reassembly = new Reassembly();

  private static byte[] fragment(InetAddress from, byte[] whole, int start, int end) {
    boolean more = end < whole.length;
    return Packets.ip4(
        from, SERVER4, 17, Arrays.copyOfRange(whole, start, end), start / 8 | (more ? 0x2000 : 0));
  }

  private static byte[] datagram(int length) {
    var packet = Packets.udp(CLIENT4, 7, SERVER4, 8, new byte[length - 8]);
    return Arrays.copyOfRange(packet, 20, packet.length);
  }

  private @Nullable MemorySegment add(byte[] fragment, int now) {
    return reassembly.add(Packets.parsed(fragment), now);
  }

  @Test
  void anyOrderWillDo() {
    var random = new Random(3);
    for (int round = 0; round < 200; round++) {
      var whole = datagram(9 + random.nextInt(3000));
      var fragments = new ArrayList<byte[]>();
      for (int at = 0; at < whole.length; ) {
        int end = Math.min(whole.length, at + 8 * (1 + random.nextInt(60)));
        fragments.add(fragment(CLIENT4, whole, at, end));
        at = end;
      }
      Collections.shuffle(fragments, random);
      for (var each : fragments.subList(0, fragments.size() - 1)) {
        assertThat(add(each, 0)).isNull();
      }
      var result = add(fragments.getLast(), 0);
      assertThat(result).isNotNull();
      var bytes = Packets.bytes(result);
      assertThat(Packets.isRight(bytes)).isTrue();
      assertThat(Arrays.copyOfRange(bytes, 20, bytes.length)).isEqualTo(whole);
    }
    assertThat(reassembly.dropped()).isZero();
  }

  @Test
  void anOverlapIsTheEndOfTheWhole() {
    var whole = datagram(64);
    assertThat(add(fragment(CLIENT4, whole, 0, 32), 0)).isNull();
    assertThat(add(fragment(CLIENT4, whole, 24, 48), 0)).isNull();
    assertThat(reassembly.dropped()).isEqualTo(1);
    assertThat(add(fragment(CLIENT4, whole, 48, 64), 0)).isNull();
    assertThat(add(fragment(CLIENT4, whole, 32, 48), 0)).isNull();
  }

  @Test
  void whatWouldBeTooLongIsNothing() {
    // The ping of death: an end behind 65535.
    var late = Packets.ip4(CLIENT4, SERVER4, 17, new byte[64], 0x1fff);
    assertThat(add(late, 0)).isNull();
    assertThat(reassembly.dropped()).isEqualTo(1);
    // A middle piece that is no multiple of 8, and two ends.
    assertThat(add(Packets.ip4(CLIENT4, SERVER4, 17, new byte[9], 0x2000), 0)).isNull();
    assertThat(reassembly.dropped()).isEqualTo(2);
    var whole = datagram(64);
    add(fragment(CLIENT4, whole, 32, 64), 0);
    add(Packets.ip4(CLIENT4, SERVER4, 17, new byte[8], 1), 0);
    assertThat(reassembly.dropped()).isEqualTo(3);
  }

  @Test
  void neitherManyNorOldOnesAreKept() {
    var whole = datagram(64);
    for (int i = 0; i < 3 * Reassembly.MAX_PACKETS; i++) {
      add(fragment(Endpoints.address(true, 0, i + 1), whole, 0, 32), 0);
    }
    assertThat(reassembly.dropped()).isEqualTo(2 * Reassembly.MAX_PACKETS);
    add(fragment(CLIENT4, whole, 0, 32), Reassembly.PATIENCE + 1);
    assertThat(reassembly.dropped()).isEqualTo(3 * Reassembly.MAX_PACKETS);
    assertThat(add(fragment(CLIENT4, whole, 32, 64), 2 * Reassembly.PATIENCE + 3)).isNull();
  }

  @Test
  void noBytesAtAllMakeItFail() {
    var random = new Random(8);
    var seeds =
        List.of(
            fragment(CLIENT4, datagram(64), 0, 32),
            fragment(CLIENT4, datagram(64), 32, 64),
            Packets.tcp(CLIENT4, 1, SERVER4, 2, 2, 8, false),
            Packets.udp(Packets.CLIENT6, 1, Packets.SERVER6, 2, new byte[40]),
            Packets.ip6(
                Packets.CLIENT6,
                Packets.SERVER6,
                44,
                new byte[] {17, 0, 0, 1, 0, 0, 0, 9, 1, 2, 3, 4, 5, 6, 7, 8}),
            Packets.ip(CLIENT4, SERVER4, 1, error()));
    for (int round = 0; round < 100_000; round++) {
      var bytes = seeds.get(random.nextInt(seeds.size())).clone();
      for (int i = random.nextInt(6); i >= 0; i--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      fuzzerTestOneInput(
          random.nextInt(4) > 0 ? bytes : Arrays.copyOf(bytes, random.nextInt(bytes.length)));
    }
  }

  private static byte[] error() {
    var cited = Packets.tcp(SERVER4, 2, CLIENT4, 1, 2, 8, false);
    return java.nio.ByteBuffer.allocate(8 + cited.length).put(0, (byte) 3).put(8, cited).array();
  }

  /** The shape that Jazzer calls: everything that is done with a packet that was read. */
  public static void fuzzerTestOneInput(byte[] bytes) {
    var memory = Packets.segment(bytes);
    var packet = new IpPacket();
    if (!packet.parse(memory, 0, bytes.length)) {
      return;
    }
    assertThat(packet.payload()).isBetween(20, packet.end());
    assertThat(packet.end()).isLessThanOrEqualTo(bytes.length);
    if (packet.isFragment()) {
      new Reassembly().add(packet, 0);
      return;
    }
    var addresses = new DeviceAddresses(0);
    var rewriter = new TcpRewriter(addresses, new NatTable(true, 64), new NatTable(false, 64));
    rewriter.listening(1, 1);
    var replies = new Replies(new Emitter(true));
    packet.hasRightChecksum();
    replies.unreachable(packet, Replies.Unreachable.PROHIBITED);
    if (Replies.isEchoRequest(packet)) {
      replies.echo(packet);
    }
    if (Replies.isError(packet)) {
      rewriter.rewriteError(packet, new IpPacket());
    }
    if (packet.protocol() == Wire.TCP
        && rewriter.rewrite(packet, (bytes.length & 1) == 0, 1) == TcpRewriter.Verdict.STRAY) {
      replies.reset(packet);
    }
  }
}
