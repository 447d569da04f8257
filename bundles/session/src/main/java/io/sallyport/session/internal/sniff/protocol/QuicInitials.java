// SPDX-License-Identifier: Apache-2.0
package io.sallyport.session.internal.sniff.protocol;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sallyport.api.Sniffed.Protocol;
import io.sallyport.session.internal.sniff.Verdict;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The Initial packets of a QUIC client (RFC 9000 §17.2.2), several to a datagram if need be. */
public final class QuicInitials {

  private static final int MAX_DATAGRAMS = 8;
  private static final int MAX_PACKETS = 8;
  private static final int MAX_CONNECTION_ID = 20;
  private static final int MIN_FIRST_CONNECTION_ID = 8;

  private final CryptoStream crypto = new CryptoStream();
  private @Nullable QuicKeys keys;
  private int opened;

  private QuicInitials() {}

  /**
   * Found if the first datagram holds an authentic Initial packet; a domain comes with it once the
   * part of the hello with the server name is there.
   *
   * @throws Stop {@link Stop#SHORT} if the hello breaks off before, {@link Stop#WRONG} if this is
   *     not QUIC
   */
  public static Verdict sniff(List<ByteBuf> datagrams) throws Stop {
    var initials = new QuicInitials();
    for (var datagram : datagrams.subList(0, Math.min(MAX_DATAGRAMS, datagrams.size()))) {
      initials.read(datagram);
      Stop.unless(initials.opened > 0);
    }
    return initials.verdict(datagrams.size() < MAX_DATAGRAMS);
  }

  private Verdict verdict(boolean moreAllowed) throws Stop {
    try {
      var hello = Cursor.upTo(CryptoStream.MAX, Unpooled.wrappedBuffer(crypto.prefix()));
      return Verdict.found(Protocol.QUIC, ClientHello.serverName(hello, true));
    } catch (Stop stop) {
      if (stop == Stop.SHORT && moreAllowed) {
        throw stop;
      }
      // What was authentic is QUIC, whatever it carries.
      return Verdict.found(Protocol.QUIC, null);
    }
  }

  /** Reads every packet of a datagram that can be read, and passes over the rest. */
  private void read(ByteBuf datagram) {
    var rest = Cursor.whole(datagram);
    try {
      for (int i = 0; i < MAX_PACKETS && rest.left() > 0; i++) {
        packet(rest, datagram);
      }
    } catch (Stop _) {
      // Nothing behind a packet that cannot be read has a known beginning.
    }
  }

  private void packet(Cursor rest, ByteBuf datagram) throws Stop {
    int start = rest.position();
    int first = rest.u8();
    // Long header, fixed bit (RFC 9000 §17.2).
    Stop.unless((first & 0xc0) == 0xc0);
    var version = QuicVersion.of(rest.u32());
    if (version == null || version.isRetry(first)) {
      throw Stop.WRONG;
    }
    byte[] destination = connectionId(rest);
    connectionId(rest);
    boolean initial = version.isInitial(first);
    if (initial) {
      rest.part(rest.varint());
    }
    var body = rest.part(rest.varint());
    if (!initial) {
      return;
    }
    if (keys == null) {
      // RFC 9000 §7.2
      Stop.unless(destination.length >= MIN_FIRST_CONNECTION_ID);
      keys = QuicKeys.ofClient(version, destination);
    }
    var packet = new byte[body.position() + body.left() - start];
    datagram.getBytes(start, packet);
    crypto.frames(keys.open(packet, body.position() - start));
    opened++;
  }

  private static byte[] connectionId(Cursor rest) throws Stop {
    int length = rest.u8();
    Stop.unless(length <= MAX_CONNECTION_ID);
    return rest.part(length).take();
  }
}
