// SPDX-License-Identifier: Apache-2.0
package io.sallyport.sockscodec;

import io.netty.buffer.ByteBuf;
import io.sallyport.sockscodec.SocksProtocolException.Violation;

/**
 * What stands before the payload of each relayed datagram (RFC 1928 §7).
 *
 * @param fragment FRAG, 0 to 255; 0 stands alone, and whoever does not reassemble must drop all
 *     else
 * @param peer where the payload goes to, on the way out; where it came from, on the way back
 */
public record SocksDatagramHeader(int fragment, SocksAddress peer) implements SocksMessage {

  /** The longest header, one with a name of 255 bytes. */
  public static final int MAX_LENGTH = 262;

  public SocksDatagramHeader {
    if (fragment < 0 || fragment > 255) {
      throw new IllegalArgumentException("a fragment number is from 0 to 255");
    }
  }

  /** The header of a datagram that stands alone. */
  public SocksDatagramHeader(SocksAddress peer) {
    this(0, peer);
  }

  /**
   * Reads the header of a whole datagram; the payload, perhaps empty, is what remains readable.
   *
   * @throws SocksProtocolException also if the datagram ends too early, for no more will come
   */
  public static SocksDatagramHeader parse(ByteBuf in) throws SocksProtocolException {
    var cursor = new Cursor(in);
    if (!cursor.has(3)) {
      throw truncated();
    }
    if (cursor.u16() != 0) {
      throw new SocksProtocolException(Violation.RESERVED, "the reserved bytes are not zero");
    }
    int fragment = cursor.u8();
    SocksAddress peer = AddressField.parse(cursor);
    if (peer == null) {
      throw truncated();
    }
    cursor.commit();
    return new SocksDatagramHeader(fragment, peer);
  }

  private static SocksProtocolException truncated() {
    return new SocksProtocolException(
        Violation.TRUNCATED, "the datagram ends within its SOCKS header");
  }

  @Override
  public void emit(ByteBuf out) {
    out.writeShort(0).writeByte(fragment);
    peer.emit(out);
  }
}
