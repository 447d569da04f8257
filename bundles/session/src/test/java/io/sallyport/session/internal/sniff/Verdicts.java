// SPDX-License-Identifier: Apache-2.0
package io.sallyport.session.internal.sniff;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.sallyport.api.Network;
import io.sallyport.api.Sniffed.Protocol;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Asks the sniffer, and checks on the way that it leaves the buffer as it was. */
final class Verdicts {

  static final Set<Protocol> ALL = EnumSet.allOf(Protocol.class);

  private Verdicts() {}

  static Verdict tcp(byte[] bytes) {
    return sniff(bytes, Network.TCP, ALL);
  }

  static Verdict tcp(String text) {
    return tcp(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  static Verdict tcp(byte[] bytes, Protocol wanted) {
    return sniff(bytes, Network.TCP, EnumSet.of(wanted));
  }

  static Verdict udp(byte[] bytes) {
    return sniff(bytes, Network.UDP, ALL);
  }

  static Verdict datagrams(byte[]... datagrams) {
    return Sniffer.sniffDatagrams(
        Arrays.stream(datagrams).map(Unpooled::wrappedBuffer).toList(), ALL);
  }

  static Verdict sniff(byte[] bytes, Network network, Set<Protocol> wanted) {
    // Strange bytes on both sides: whoever reads beyond its bounds shows.
    byte[] padded = Hellos.concat(new byte[] {0x5a, 0x5a, 0x5a}, bytes, new byte[] {0x5a, 0x5a});
    var buffer = Unpooled.wrappedBuffer(padded).setIndex(3, 3 + bytes.length);
    var verdict = Sniffer.sniff(buffer, network, wanted);
    assertThat(List.of(buffer.readerIndex(), buffer.writerIndex(), buffer.refCnt()))
        .isEqualTo(List.of(3, 3 + bytes.length, 1));
    return verdict;
  }

  /** No true prefix of a stream is ever taken for anything. */
  static void assertEveryTruncationNeedsMore(byte[] stream, Protocol wanted) {
    for (int length = 0; length < stream.length; length++) {
      assertThat(tcp(Arrays.copyOf(stream, length), wanted))
          .as("first %d of %d bytes", length, stream.length)
          .isEqualTo(Verdict.NEED_MORE);
    }
  }
}
