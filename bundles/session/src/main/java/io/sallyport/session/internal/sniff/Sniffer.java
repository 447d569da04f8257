// SPDX-License-Identifier: Apache-2.0
package io.sallyport.session.internal.sniff;

import io.netty.buffer.ByteBuf;
import io.sallyport.api.Network;
import io.sallyport.api.Sniffed.Protocol;
import io.sallyport.session.internal.sniff.protocol.DnsQuery;
import io.sallyport.session.internal.sniff.protocol.HttpRequestHead;
import io.sallyport.session.internal.sniff.protocol.QuicInitials;
import io.sallyport.session.internal.sniff.protocol.Stop;
import io.sallyport.session.internal.sniff.protocol.TlsRecords;
import java.util.List;
import java.util.Set;

/**
 * Recognises a protocol by what a client sends first. Without state, any thread; buffers are read
 * in place, their indices and reference counts stay as they are.
 */
public final class Sniffer {

  /**
   * How many bytes of a stream are looked at. With so many given the verdict on a stream is never
   * {@link Verdict.NeedMore}: nobody need keep more than this while sniffing.
   */
  public static final int MAX_BYTES = 16 * 1024;

  private Sniffer() {}

  /**
   * Looks at the beginning of a stream, or at the first datagram of a UDP flow.
   *
   * @param firstBytes all that was received so far (TCP), or one whole datagram (UDP)
   * @param wanted what to look for; TLS and HTTP only in TCP, QUIC only in UDP, DNS in both
   * @return for UDP never {@link Verdict.NeedMore}: a QUIC hello that goes on in later datagrams is
   *     found, with a domain if this datagram already holds it; see {@link #sniffDatagrams}
   */
  public static Verdict sniff(ByteBuf firstBytes, Network network, Set<Protocol> wanted) {
    if (network == Network.TCP) {
      return sniffStream(firstBytes, wanted);
    }
    return switch (sniffDatagrams(List.of(firstBytes), wanted)) {
      case Verdict.NeedMore _ -> Verdict.found(Protocol.QUIC, null);
      case Verdict verdict -> verdict;
    };
  }

  /**
   * Looks at the first datagrams of a UDP flow together, because a QUIC hello with post-quantum
   * keys does not fit into one.
   *
   * @param datagrams those from the client, in order of arrival, at least one; only the first 8
   *     count
   * @return {@link Verdict.NeedMore} if it is QUIC for certain and its hello is not complete
   */
  public static Verdict sniffDatagrams(List<ByteBuf> datagrams, Set<Protocol> wanted) {
    if (wanted.contains(Protocol.QUIC)) {
      var verdict = verdict(() -> QuicInitials.sniff(datagrams));
      if (!(verdict instanceof Verdict.Nothing)) {
        return verdict;
      }
    }
    // A datagram that breaks off is no question, and no more of it will come.
    return wanted.contains(Protocol.DNS)
            && verdict(() -> DnsQuery.datagram(datagrams.getFirst())) instanceof Verdict.Found found
        ? found
        : Verdict.NOTHING;
  }

  private static Verdict sniffStream(ByteBuf firstBytes, Set<Protocol> wanted) {
    Verdict best = Verdict.NOTHING;
    // In the order of likelihood; the first that is certain wins over those that only may be.
    for (Protocol protocol : Protocol.values()) {
      if (!wanted.contains(protocol)) {
        continue;
      }
      var verdict =
          switch (protocol) {
            case TLS -> verdict(() -> TlsRecords.sniff(firstBytes));
            case HTTP -> verdict(() -> HttpRequestHead.sniff(firstBytes));
            case DNS -> verdict(() -> DnsQuery.stream(firstBytes));
            case QUIC -> Verdict.NOTHING;
          };
      if (verdict instanceof Verdict.Found) {
        return verdict;
      }
      best = verdict instanceof Verdict.NeedMore ? verdict : best;
    }
    return best instanceof Verdict.NeedMore && firstBytes.readableBytes() >= MAX_BYTES
        ? Verdict.NOTHING
        : best;
  }

  private interface Parser {
    Verdict parse() throws Stop;
  }

  private static Verdict verdict(Parser parser) {
    try {
      return parser.parse();
    } catch (Stop stop) {
      return stop.verdict();
    }
  }
}
