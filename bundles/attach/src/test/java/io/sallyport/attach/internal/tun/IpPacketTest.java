// SPDX-License-Identifier: Apache-2.0
package io.sallyport.attach.internal.tun;

import static io.sallyport.attach.internal.tun.Packets.CLIENT4;
import static io.sallyport.attach.internal.tun.Packets.CLIENT6;
import static io.sallyport.attach.internal.tun.Packets.SERVER4;
import static io.sallyport.attach.internal.tun.Packets.SERVER6;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class IpPacketTest {

  @Test
  void findsWhereThingsAre() {
    var four = Packets.parsed(Packets.udp(CLIENT4, 1000, SERVER4, 53, new byte[9]));
    assertThat(four.isV4()).isTrue();
    assertThat(four.protocol()).isEqualTo(Wire.UDP);
    assertThat(four.payloadLength()).isEqualTo(17);
    assertThat(four.isFragment()).isFalse();
    assertThat(four.hasRightChecksum()).isTrue();
    var ends = Endpoints.of(four);
    assertThat(ends.source()).hasToString("/10.200.1.2:1000");
    assertThat(ends.destination()).hasToString("/203.0.113.7:53");

    var six = Packets.parsed(Packets.udp(CLIENT6, 1000, SERVER6, 53, new byte[8]));
    assertThat(six.isV4()).isFalse();
    assertThat(six.hasRightChecksum()).isTrue();
    assertThat(Endpoints.of(six).source().getAddress()).isEqualTo(CLIENT6);
    assertThat(Endpoints.of(six).destination().getAddress()).isEqualTo(SERVER6);
  }

  @Test
  void aSingleWrongBitIsSeen() {
    for (var bytes :
        new byte[][] {
          Packets.udp(CLIENT4, 1, SERVER4, 2, new byte[13]),
          Packets.udp(CLIENT6, 1, SERVER6, 2, new byte[13])
        }) {
      int header = bytes[0] >> 4 == 4 ? 20 : 40;
      for (int i = header; i < bytes.length; i++) {
        var wrong = bytes.clone();
        wrong[i] ^= 0x10;
        assertThat(Packets.parsed(wrong).hasRightChecksum()).isFalse();
      }
    }
  }

  @Test
  void walksExtensionHeaders() {
    var udp = new byte[] {0, 1, 0, 2, 0, 8, 0, 0};
    var payload =
        ByteBuffer.allocate(8 + 16 + 8 + 8)
            .put(new byte[] {43, 0, 1, 4, 0, 0, 0, 0})
            .put(new byte[] {44, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0})
            .put(new byte[] {17, 0, 0, 1, 0, 0, 0, 9})
            .put(udp)
            .array();
    var packet = Packets.parsed(Packets.ip6(CLIENT6, SERVER6, 0, payload));
    assertThat(packet.protocol()).isEqualTo(Wire.UDP);
    assertThat(packet.payloadLength()).isEqualTo(8);
    assertThat(packet.isFragment()).isTrue();
    assertThat(packet.moreFragments()).isTrue();
    assertThat(packet.identification()).isEqualTo(9);
  }

  @Test
  void anAtomicFragmentIsNone() {
    var payload = ByteBuffer.allocate(16).put(new byte[] {17, 0, 0, 0, 0, 0, 0, 9}).array();
    assertThat(Packets.parsed(Packets.ip6(CLIENT6, SERVER6, 44, payload)).isFragment()).isFalse();
  }

  @Test
  void endlessHeadersAreRefused() {
    var payload = new byte[8 * 20];
    var memory = Packets.segment(Packets.ip6(CLIENT6, SERVER6, 0, payload));
    assertThat(new IpPacket().parse(memory, 0, (int) memory.byteSize())).isFalse();
  }

  @Test
  void noLengthIsTrusted() {
    var good = Packets.udp(CLIENT4, 1, SERVER4, 2, new byte[4]);
    for (int[] wrong : new int[][] {{0, 0x44}, {0, 0x4f}, {0, 0x55}, {2, 0xff}, {3, 19}, {3, 33}}) {
      var bytes = good.clone();
      bytes[wrong[0]] = (byte) wrong[1];
      var memory = Packets.segment(bytes);
      assertThat(new IpPacket().parse(memory, 0, bytes.length)).as("%s", wrong).isFalse();
    }
    var padded = ByteBuffer.allocate(good.length + 6).put(good).array();
    assertThat(Packets.parsed(padded).payloadLength()).isEqualTo(12);
    var six = Packets.udp(CLIENT6, 1, SERVER6, 2, new byte[4]);
    six[5] = 0;
    assertThat(new IpPacket().parse(Packets.segment(six), 0, six.length)).isFalse();
  }
}
