// SPDX-License-Identifier: Apache-2.0
package io.sallyport.session.internal.sniff.protocol;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sallyport.api.Sniffed.Protocol;
import io.sallyport.session.internal.sniff.Sniffer;
import io.sallyport.session.internal.sniff.Verdict;

/**
 * A TLS stream from its beginning: a ClientHello, spread over any number of handshake records (RFC
 * 8446 §5.1).
 */
public final class TlsRecords {

  private static final int HANDSHAKE = 22;
  private static final int MAX_FRAGMENT = 1 << 14;

  private TlsRecords() {}

  /** Found once the whole ClientHello is there. */
  public static Verdict sniff(ByteBuf stream) throws Stop {
    var records = Cursor.upTo(Sniffer.MAX_BYTES, stream);
    // On the heap: small, short-lived, and nobody has to release it.
    var handshake = Unpooled.buffer(records.here(), Sniffer.MAX_BYTES);
    while (!complete(handshake) && records.here() > 0) {
      Stop.unless(records.u8() == HANDSHAKE);
      Stop.unless(records.u8() == 3);
      Stop.unless(records.u8() <= 4);
      int length = records.u16();
      Stop.unless(length > 0 && length <= MAX_FRAGMENT);
      var fragment = records.part(length);
      handshake.writeBytes(stream, fragment.position(), fragment.here());
    }
    // With the hello's end not received this says whether it can still become one.
    var hello = Cursor.upTo(Sniffer.MAX_BYTES, handshake);
    return Verdict.found(Protocol.TLS, ClientHello.serverName(hello, false));
  }

  private static boolean complete(ByteBuf handshake) {
    return handshake.readableBytes() >= ClientHello.HEADER
        && handshake.readableBytes() - ClientHello.HEADER >= handshake.getUnsignedMedium(1);
  }
}
