// SPDX-License-Identifier: Apache-2.0
package io.sallyport.sockscodec;

import io.netty.buffer.ByteBuf;
import java.net.Inet4Address;
import org.jspecify.annotations.Nullable;

/**
 * What became of a SOCKS4 request. Its version byte is 0, not 4.
 *
 * @param code CD, 0 to 255
 * @param bound an IPv4 address; of meaning after BIND only, zeros will do elsewhere
 */
public record Socks4Reply(int code, SocksAddress bound) implements SocksMessage {

  /** It is done. */
  public static final int GRANTED = 90;

  /** Rejected or failed. */
  public static final int REJECTED = 91;

  /** The server cannot reach the client's identd. */
  public static final int IDENT_UNREACHABLE = 92;

  /** The user-id is not that of the client. */
  public static final int IDENT_MISMATCH = 93;

  public Socks4Reply {
    if (code < 0 || code > 255) {
      throw new IllegalArgumentException("a reply code is a number from 0 to 255");
    }
    if (!(bound instanceof SocksAddress.Ip ip && ip.address() instanceof Inet4Address)) {
      throw new IllegalArgumentException("a SOCKS4 reply carries an IPv4 address");
    }
  }

  /** A failure, with {@code 0.0.0.0:0} for the address. */
  public static Socks4Reply failure(int code) {
    return new Socks4Reply(code, SocksAddress.ANY_IPV4);
  }

  /** Whether it is done. */
  public boolean granted() {
    return code == GRANTED;
  }

  /**
   * Reads a reply.
   *
   * @return null while more bytes are needed
   */
  public static @Nullable Socks4Reply parse(ByteBuf in) throws SocksProtocolException {
    var cursor = new Cursor(in);
    if (!cursor.has(1)) {
      return null;
    }
    cursor.version(0);
    if (!cursor.has(7)) {
      return null;
    }
    int code = cursor.u8();
    int port = cursor.u16();
    var reply = new Socks4Reply(code, SocksAddress.of(cursor.bytes(4), port));
    cursor.commit();
    return reply;
  }

  @Override
  public void emit(ByteBuf out) {
    out.writeByte(0).writeByte(code).writeShort(bound.port());
    if (bound instanceof SocksAddress.Ip ip) {
      out.writeBytes(ip.address().getAddress());
    }
  }

  /** A code in words, for operators. */
  public static String describe(int code) {
    return switch (code) {
      case GRANTED -> "granted";
      case REJECTED -> "rejected or failed";
      case IDENT_UNREACHABLE -> "identd of the client not reachable";
      case IDENT_MISMATCH -> "user-id does not match identd";
      default -> "code " + code;
    };
  }
}
