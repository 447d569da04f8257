// SPDX-License-Identifier: Apache-2.0
package io.sallyport.attach.internal.tun;

import static io.sallyport.attach.internal.tun.Packets.CLIENT4;
import static io.sallyport.attach.internal.tun.Packets.CLIENT6;
import static io.sallyport.attach.internal.tun.Packets.SERVER4;
import static io.sallyport.attach.internal.tun.Packets.SERVER6;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class RepliesTest {

  private static final InetAddress[][] ENDS = {{CLIENT4, SERVER4}, {CLIENT6, SERVER6}};

  private final Emitter emitter = new Emitter(false);
  private final Replies replies = new Replies(emitter);

  private byte[] made() {
    return Packets.bytes(emitter.packet());
  }

  @Test
  void datagramsAreAsOthersMakeThem() {
    for (var ends : ENDS) {
      for (int length : new int[] {0, 1, 2, 3, 1000, 1471, 60000}) {
        var content = new byte[length];
        new java.util.Random(length).nextBytes(content);
        replies.datagram(
            new InetSocketAddress(ends[1], 53),
            new InetSocketAddress(ends[0], 4000),
            Unpooled.wrappedBuffer(content));
        var packet = made();
        assertThat(Packets.isRight(packet)).isTrue();
        var expected = Packets.udp(ends[1], 53, ends[0], 4000, content);
        int header = packet[0] >> 4 == 4 ? 20 : 40;
        assertThat(ByteBuffer.wrap(packet, header, packet.length - header))
            .isEqualTo(ByteBuffer.wrap(expected, header, expected.length - header));
      }
    }
  }

  @Test
  void aVirtioHeaderStandsBeforeThem() {
    var other = new Emitter(true);
    new Replies(other)
        .datagram(
            new InetSocketAddress(SERVER4, 53),
            new InetSocketAddress(CLIENT4, 4000),
            Unpooled.EMPTY_BUFFER);
    var packet = Packets.bytes(other.packet());
    assertThat(packet).hasSize(10 + 28).startsWith(new byte[10]);
  }

  @Test
  void echoesAreAnsweredInTheNameOfWhoWasAsked() {
    for (var ends : ENDS) {
      boolean v4 = ends[0] == CLIENT4;
      var icmp = new byte[] {(byte) (v4 ? 8 : 128), 0, 0, 0, 1, 2, 3, 4, 5};
      var request = Packets.parsed(Packets.ip(ends[0], ends[1], v4 ? 1 : 58, icmp));
      assertThat(Replies.isEchoRequest(request)).isTrue();
      replies.echo(request);
      var answer = made();
      assertThat(Packets.isRight(answer)).isTrue();
      assertThat(answer[answer.length - 9]).isEqualTo((byte) (v4 ? 0 : 129));
      assertThat(answer).endsWith(1, 2, 3, 4, 5);
      assertThat(Replies.isEchoRequest(Packets.parsed(answer))).isFalse();
    }
  }

  @Test
  void errorsCiteWhatTheyAreAbout() {
    for (var ends : ENDS) {
      boolean v4 = ends[0] == CLIENT4;
      var about = Packets.udp(ends[0], 4000, ends[1], 443, new byte[3000]);
      assertThat(replies.unreachable(Packets.parsed(about), Replies.Unreachable.PORT)).isTrue();
      var error = made();
      assertThat(Packets.isRight(error)).isTrue();
      assertThat(error).hasSizeLessThanOrEqualTo(v4 ? 576 : 1280);
      int header = v4 ? 20 : 40;
      assertThat(error[header]).isEqualTo((byte) (v4 ? 3 : 1));
      assertThat(error[header + 1]).isEqualTo((byte) (v4 ? 3 : 4));
      int cited = error.length - header - 8;
      assertThat(ByteBuffer.wrap(error, header + 8, cited))
          .isEqualTo(ByteBuffer.wrap(about, 0, cited));

      replies.unreachable(
          new InetSocketAddress(ends[0], 4000),
          new InetSocketAddress(ends[1], 443),
          Replies.Unreachable.PORT);
      var without = made();
      assertThat(Packets.isRight(without)).isTrue();
      var inner = Packets.parsed(java.util.Arrays.copyOfRange(without, header + 8, without.length));
      assertThat(Endpoints.of(inner)).isEqualTo(Endpoints.of(Packets.parsed(about)));
    }
  }

  @Test
  void thereAreNoErrorsAboutErrorsOrToNobody() {
    var error =
        Packets.parsed(Packets.ip(CLIENT4, SERVER4, 1, new byte[] {3, 1, 0, 0, 0, 0, 0, 0}));
    assertThat(replies.unreachable(error, Replies.Unreachable.HOST)).isFalse();
    var six = Packets.parsed(Packets.ip(CLIENT6, SERVER6, 58, new byte[] {1, 0, 0, 0, 0, 0, 0, 0}));
    assertThat(replies.unreachable(six, Replies.Unreachable.HOST)).isFalse();
    var group = InetAddress.ofLiteral("224.0.0.5");
    var many = Packets.parsed(Packets.udp(CLIENT4, 1, group, 2, new byte[1]));
    assertThat(replies.unreachable(many, Replies.Unreachable.PORT)).isFalse();
    var nobody =
        Packets.parsed(Packets.udp(InetAddress.ofLiteral("0.0.0.0"), 1, SERVER4, 2, new byte[1]));
    assertThat(replies.unreachable(nobody, Replies.Unreachable.PORT)).isFalse();
    var later = Packets.parsed(Packets.ip4(CLIENT4, SERVER4, 17, new byte[16], 5));
    assertThat(replies.unreachable(later, Replies.Unreachable.PORT)).isFalse();
  }

  @Test
  void resetsAreBelieved() {
    for (var ends : ENDS) {
      int header = ends[0] == CLIENT4 ? 20 : 40;
      var stray = Packets.tcp(ends[0], 5, ends[1], 6, 0x10, 11, false);
      assertThat(replies.reset(Packets.parsed(stray))).isTrue();
      var reset = ByteBuffer.wrap(made());
      assertThat(Packets.isRight(reset.array())).isTrue();
      // RFC 9293 §3.10.7.1: the sequence number is what they acknowledged.
      assertThat(reset.getInt(header + 4)).isEqualTo(ByteBuffer.wrap(stray).getInt(header + 8));
      assertThat(reset.get(header + 13)).isEqualTo((byte) 0x04);
      assertThat(reset.getShort(header)).isEqualTo((short) 6);

      var syn = Packets.tcp(ends[0], 5, ends[1], 6, 0x02, 0, false);
      assertThat(replies.reset(Packets.parsed(syn))).isTrue();
      var answer = ByteBuffer.wrap(made());
      assertThat(answer.getInt(header + 8)).isEqualTo(ByteBuffer.wrap(syn).getInt(header + 4) + 1);
      assertThat(answer.get(header + 13)).isEqualTo((byte) 0x14);
      var theirs = Packets.tcp(ends[0], 5, ends[1], 6, 0x04, 0, false);
      assertThat(replies.reset(Packets.parsed(theirs))).isFalse();
    }
  }

  @Test
  void longDatagramsOfIpv6AreCutAndCanBePutTogether() {
    var content = new byte[5000];
    new java.util.Random(1).nextBytes(content);
    replies.datagram(
        new InetSocketAddress(SERVER6, 53),
        new InetSocketAddress(CLIENT6, 4000),
        Unpooled.wrappedBuffer(content));
    var pieces = new ArrayList<byte[]>();
    emitter.fragment(1280, piece -> pieces.add(Packets.bytes(piece)));
    assertThat(pieces).hasSize(5).allSatisfy(p -> assertThat(p.length).isLessThanOrEqualTo(1280));
    var reassembly = new Reassembly();
    for (var piece : pieces.subList(1, 5)) {
      assertThat(reassembly.add(Packets.parsed(piece), 0)).isNull();
    }
    var whole = reassembly.add(Packets.parsed(pieces.getFirst()), 0);
    assertThat(whole).isNotNull();
    var expected = Packets.udp(SERVER6, 53, CLIENT6, 4000, content);
    expected[7] = 64;
    assertThat(Packets.bytes(whole)).isEqualTo(expected);
    assertThat(Packets.isRight(expected)).isTrue();
  }

  @Test
  void soManyErrorsASecondAndNoMore() {
    var now = new long[] {5};
    var limit = new ErrorLimit(() -> now[0]);
    for (int i = 0; i < ErrorLimit.PER_SECOND; i++) {
      assertThat(limit.allows()).isTrue();
    }
    assertThat(limit.allows()).isFalse();
    now[0]++;
    assertThat(limit.allows()).isTrue();
  }
}
