// SPDX-License-Identifier: Apache-2.0
package io.sallyport.session.internal.sniff;

import static io.sallyport.session.internal.sniff.QuicPackets.DCID;
import static io.sallyport.session.internal.sniff.QuicPackets.crypto;
import static io.sallyport.session.internal.sniff.QuicPackets.initial;
import static io.sallyport.session.internal.sniff.Verdicts.datagrams;
import static io.sallyport.session.internal.sniff.Verdicts.udp;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.api.Sniffed.Protocol;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuicSniffTest {

  private static final Verdict NAMELESS = Verdict.found(Protocol.QUIC, null);
  private static final byte[] HELLO = Hellos.unwrap(Hellos.jdk("quic.example", 2));
  private static final Verdict NAMED = Verdict.found(Protocol.QUIC, "quic.example");

  @ParameterizedTest
  @ValueSource(strings = {"rfc9001-a2.hex", "rfc9369-a2.hex"})
  void readsThePublishedPacket(String resource) {
    byte[] packet = QuicPackets.published(resource);
    assertThat(packet).hasSize(1200);
    assertThat(udp(packet)).isEqualTo(Verdict.found(Protocol.QUIC, "example.com"));
    assertThat(udp(Hellos.concat(packet, new byte[100])))
        .isEqualTo(Verdict.found(Protocol.QUIC, "example.com"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"rfc9001-a2.hex", "rfc9369-a2.hex"})
  void aTruncatedPacketIsNothing(String resource) {
    byte[] packet = QuicPackets.published(resource);
    for (int length = 0; length < packet.length; length++) {
      assertThat(udp(Arrays.copyOf(packet, length))).isEqualTo(Verdict.NOTHING);
    }
  }

  @Test
  void aChangedBitAnywhereIsNothing() {
    byte[] packet = QuicPackets.published("rfc9001-a2.hex");
    for (int i = 0; i < packet.length; i++) {
      byte[] changed = packet.clone();
      changed[i] ^= 0x10;
      assertThat(udp(changed)).as("byte %d", i).isEqualTo(Verdict.NOTHING);
    }
  }

  @Test
  void putsScatteredFramesTogether() {
    byte[] one = Arrays.copyOfRange(HELLO, 0, 10);
    byte[] two = Arrays.copyOfRange(HELLO, 10, 50);
    byte[] three = Arrays.copyOfRange(HELLO, 40, HELLO.length);
    byte[] ping = {1};
    byte[] ack = {2, 5, 0, 1, 0, 2, 3};
    assertThat(udp(initial(DCID, 7, crypto(40, three), ping, crypto(0, one), ack, crypto(10, two))))
        .isEqualTo(NAMED);
    assertThat(
            udp(
                Hellos.concat(
                    initial(DCID, 0, crypto(10, two)),
                    initial(DCID, 1, crypto(0, one), crypto(40, three)))))
        .isEqualTo(NAMED);
  }

  @Test
  void aHelloThatGoesOnInTheNextDatagramIsQuicAndThenHasAName() {
    // The server name is in the second half of this one.
    byte[] name = Hellos.sni("late.example");
    byte[] hello = Hellos.handshake(Hellos.concat(Hellos.extension(0xfafa, new byte[1200]), name));
    byte[] first = initial(DCID, 0, crypto(0, Arrays.copyOf(hello, 1000)));
    byte[] second = initial(DCID, 1, crypto(1000, Arrays.copyOfRange(hello, 1000, hello.length)));

    assertThat(udp(first)).isEqualTo(NAMELESS);
    assertThat(datagrams(first)).isEqualTo(Verdict.NEED_MORE);
    assertThat(datagrams(first, first)).isEqualTo(Verdict.NEED_MORE);
    assertThat(datagrams(first, second)).isEqualTo(Verdict.found(Protocol.QUIC, "late.example"));
    assertThat(datagrams(second, first)).isEqualTo(Verdict.found(Protocol.QUIC, "late.example"));
    assertThat(datagrams(first, first, first, first, first, first, first, first, second))
        .isEqualTo(NAMELESS);
  }

  @Test
  void aNameInTheFirstDatagramIsEnough() {
    byte[] hello =
        Hellos.handshake(
            Hellos.concat(Hellos.sni("early.example"), Hellos.extension(51, new byte[1200])));
    assertThat(udp(initial(DCID, 0, crypto(0, Arrays.copyOf(hello, 1000)))))
        .isEqualTo(Verdict.found(Protocol.QUIC, "early.example"));
  }

  @Test
  void anAuthenticPacketWithStrangeContentIsQuicOnlyIfItsFramesAreAllowed() {
    assertThat(udp(initial(DCID, 0, crypto(0, new byte[] {9, 9})))).isEqualTo(NAMELESS);
    assertThat(udp(initial(DCID, 0, new byte[] {1}))).isEqualTo(NAMELESS);
    for (String hostile :
        new String[] {
          "08", // STREAM
          "1e", // HANDSHAKE_DONE
          "0600ffffffffffffffff", // longer than the packet
          "06ffffffffffffffff01aa", // offset of 2^62
          "0680003fff020101", // beyond the limit by its end
          "0200ff", // ACK that breaks off
          "0200ffffffffffffffffff", // ACK with 2^62 ranges
        }) {
      byte[] frames = Hellos.concat(new byte[60], HexFormat.of().parseHex(hostile));
      assertThat(udp(initial(DCID, 0, frames))).as(hostile).isEqualTo(Verdict.NOTHING);
    }
  }

  @Test
  void refusesHeadersThatNoClientBeginsWith() {
    byte[] good = initial(DCID, 0, crypto(0, HELLO));
    assertThat(udp(good)).isEqualTo(NAMED);
    assertThat(udp(initial(new byte[7], 0, crypto(0, HELLO)))).isEqualTo(Verdict.NOTHING);
    assertThat(udp(initial(new byte[21], 0, crypto(0, HELLO)))).isEqualTo(Verdict.NOTHING);
    for (int first : new int[] {0x00, 0x40, 0x83, 0xd3, 0xe3, 0xf3}) {
      byte[] changed = good.clone();
      changed[0] = (byte) first;
      assertThat(udp(changed)).as("%02x", first).isEqualTo(Verdict.NOTHING);
    }
  }
}
