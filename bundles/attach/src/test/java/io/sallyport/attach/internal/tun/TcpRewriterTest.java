// SPDX-License-Identifier: Apache-2.0
package io.sallyport.attach.internal.tun;

import static io.sallyport.attach.internal.tun.Packets.CLIENT4;
import static io.sallyport.attach.internal.tun.Packets.CLIENT6;
import static io.sallyport.attach.internal.tun.Packets.SERVER4;
import static io.sallyport.attach.internal.tun.Packets.SERVER6;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.attach.internal.tun.TcpRewriter.Verdict;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class TcpRewriterTest {

  private static final int SYN = 0x02;
  private static final int ACK = 0x10;
  private static final int RST = 0x04;

  private final DeviceAddresses addresses = new DeviceAddresses(7);
  private final NatTable table4 = new NatTable(true, 64);
  private final NatTable table6 = new NatTable(false, 64);
  private final TcpRewriter rewriter = new TcpRewriter(addresses, table4, table6);

  {
    rewriter.listening(8000, 8001);
  }

  private MemorySegment rewritten(byte[] bytes, boolean partial) {
    var memory = Packets.segment(bytes);
    assertThat(rewriter.rewrite(Packets.parsed(memory), partial, 1000))
        .isEqualTo(Verdict.REWRITTEN);
    return memory;
  }

  private void roundTrip(InetAddress client, InetAddress server, int data) {
    boolean v4 = client.getAddress().length == 4;
    int port = v4 ? 8000 : 8001;
    var in = rewritten(Packets.tcp(client, 40000, server, 443, SYN, data, false), false);
    assertThat(Packets.isRight(Packets.bytes(in))).isTrue();
    var inside = Endpoints.of(Packets.parsed(in));
    assertThat(inside.destination().getAddress()).isEqualTo(addresses.listener(v4));
    assertThat(inside.destination().getPort()).isEqualTo(port);

    var answer =
        rewritten(
            Packets.tcp(
                addresses.listener(v4),
                port,
                inside.source().getAddress(),
                inside.source().getPort(),
                SYN | ACK,
                data,
                false),
            false);
    assertThat(Packets.isRight(Packets.bytes(answer))).isTrue();
    var outside = Endpoints.of(Packets.parsed(answer));
    assertThat(outside.source().getAddress()).isEqualTo(server);
    assertThat(outside.source().getPort()).isEqualTo(443);
    assertThat(outside.destination().getAddress()).isEqualTo(client);
    assertThat(outside.destination().getPort()).isEqualTo(40000);
  }

  @Test
  void whatGoesInComesBackWithRightChecksums() {
    for (int data = 0; data < 300; data++) {
      roundTrip(CLIENT4, SERVER4, data);
      roundTrip(CLIENT6, SERVER6, data);
    }
    roundTrip(CLIENT4, SERVER4, 65000);
    assertThat(table4.size()).isEqualTo(1);
    assertThat(table6.size()).isEqualTo(1);
  }

  /** As the kernel does it: what is half done, once done over all bytes, must be right. */
  @Test
  void aHalfDoneChecksumStaysHalfDone() {
    for (var ends : new InetAddress[][] {{CLIENT4, SERVER4}, {CLIENT6, SERVER6}}) {
      var memory = rewritten(Packets.tcp(ends[0], 40001, ends[1], 80, SYN, 7000, true), true);
      var bytes = Packets.bytes(memory);
      int tcp = bytes.length - 7020;
      int done = ~Packets.sum(bytes, tcp, 7020, 0);
      bytes[tcp + 16] = (byte) (done >>> 8);
      bytes[tcp + 17] = (byte) done;
      assertThat(Packets.isRight(bytes)).isTrue();
    }
  }

  @Test
  void aWrongChecksumStaysWrong() {
    var bytes = Packets.tcp(CLIENT4, 40002, SERVER4, 80, SYN, 20, false);
    bytes[50] ^= 1;
    assertThat(Packets.isRight(Packets.bytes(rewritten(bytes, false)))).isFalse();
  }

  @Test
  void onlyASynBeginsAConnection() {
    for (int flags : new int[] {ACK, RST, SYN | ACK, SYN | RST, 0, 1}) {
      var memory = Packets.segment(Packets.tcp(CLIENT4, 5, SERVER4, 6, flags, 0, false));
      assertThat(rewriter.rewrite(Packets.parsed(memory), false, 1000)).isEqualTo(Verdict.STRAY);
    }
    assertThat(table4.size()).isZero();
  }

  @Test
  void nobodyReachesTheDevicesOwnAddresses() {
    for (long low : new long[] {1, 8, 15}) {
      var own = Endpoints.address(true, 0, addresses.listenerLow(true) - 1 + low);
      var memory = Packets.segment(Packets.tcp(CLIENT4, 5, own, 8000, SYN, 0, false));
      assertThat(rewriter.rewrite(Packets.parsed(memory), false, 1000)).isEqualTo(Verdict.BAD);
    }
    // But a resolver of this machine is asked by the address that stands for it.
    rewritten(Packets.tcp(CLIENT4, 5, addresses.dns(true), 53, SYN, 0, false), false);
  }

  @Test
  void theListenerTalksToNobodyElse() {
    var stranger =
        Packets.segment(Packets.tcp(addresses.listener(true), 8000, SERVER4, 40000, ACK, 0, false));
    assertThat(rewriter.rewrite(Packets.parsed(stranger), false, 1000)).isEqualTo(Verdict.BAD);
    var unknown = Endpoints.address(true, 0, addresses.clientLow(true, 3));
    var late =
        Packets.segment(
            Packets.tcp(
                addresses.listener(true), 8000, unknown, addresses.clientPort(3), ACK, 0, false));
    assertThat(rewriter.rewrite(Packets.parsed(late), false, 1000)).isEqualTo(Verdict.BAD);
  }

  @Test
  void anErrorAboutWhatAClientWasSentReachesTheListener() {
    for (var ends : new InetAddress[][] {{CLIENT4, SERVER4}, {CLIENT6, SERVER6}}) {
      boolean v4 = ends[0] == CLIENT4;
      var in = rewritten(Packets.tcp(ends[0], 40009, ends[1], 80, SYN, 0, false), false);
      var inside = Endpoints.of(Packets.parsed(in));
      var sent = Packets.tcp(ends[1], 80, ends[0], 40009, ACK, 1400, false);
      for (int cited : new int[] {v4 ? 28 : 48, 100, sent.length}) {
        var icmp = ByteBuffer.allocate(8 + cited);
        icmp.put(0, (byte) (v4 ? 3 : 2)).put(1, (byte) (v4 ? 4 : 0)).putInt(4, 1280);
        icmp.put(8, sent, 0, cited);
        var memory = Packets.segment(Packets.ip(ends[0], ends[1], v4 ? 1 : 58, icmp.array()));
        var error = Packets.parsed(memory);
        var inner = new IpPacket();
        assertThat(rewriter.rewriteError(error, inner)).isTrue();
        assertThat(Packets.isRight(Packets.bytes(memory))).isTrue();
        assertThat(Packets.parsed(memory).destinationLow()).isEqualTo(addresses.listenerLow(v4));
        assertThat(Packets.parsed(memory).sourceLow()).isEqualTo(error.sourceLow());
        assertThat(Endpoints.of(inner).source()).isEqualTo(inside.destination());
        assertThat(Endpoints.of(inner).destination()).isEqualTo(inside.source());
      }
      var other = Packets.tcp(ends[1], 81, ends[0], 40009, ACK, 10, false);
      var icmp = ByteBuffer.allocate(8 + other.length).put(8, other).put(0, (byte) 3);
      var stray = Packets.parsed(Packets.ip(ends[0], ends[1], v4 ? 1 : 58, icmp.array()));
      assertThat(rewriter.rewriteError(stray, new IpPacket())).isFalse();
    }
  }

  @Test
  void aHeaderThatIsCutShortIsBad() {
    var whole = Packets.tcp(CLIENT4, 5, SERVER4, 6, SYN, 0, false);
    for (int length = 20; length < 40; length++) {
      var cut = java.util.Arrays.copyOf(whole, length);
      cut[3] = (byte) length;
      assertThat(rewriter.rewrite(Packets.parsed(cut), false, 1000)).isEqualTo(Verdict.BAD);
    }
    var long60 = whole.clone();
    long60[32] = (byte) 0xf0;
    assertThat(rewriter.rewrite(Packets.parsed(long60), false, 1000)).isEqualTo(Verdict.BAD);
    var short16 = whole.clone();
    short16[32] = 0x40;
    assertThat(rewriter.rewrite(Packets.parsed(short16), false, 1000)).isEqualTo(Verdict.BAD);
  }

  @Test
  void aFullTableIsSaid() {
    for (int port = 1; port <= 64; port++) {
      rewritten(Packets.tcp(CLIENT4, port, SERVER4, 80, SYN, 0, false), false);
    }
    var memory = Packets.segment(Packets.tcp(CLIENT4, 65, SERVER4, 80, SYN, 0, false));
    assertThat(rewriter.rewrite(Packets.parsed(memory), false, 1000)).isEqualTo(Verdict.FULL);
  }
}
