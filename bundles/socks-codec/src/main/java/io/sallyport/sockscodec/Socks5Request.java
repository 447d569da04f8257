// SPDX-License-Identifier: Apache-2.0
package io.sallyport.sockscodec;

import io.netty.buffer.ByteBuf;
import io.sallyport.sockscodec.SocksProtocolException.Violation;
import org.jspecify.annotations.Nullable;

/**
 * What a SOCKS5 client wants (RFC 1928 §4). Whether a port of 0 makes sense depends on the command
 * and is not judged here.
 *
 * @param command 0 to 255, one of the constants or one that a server answers with REP 07
 * @param destination DST.ADDR and DST.PORT
 */
public record Socks5Request(int command, SocksAddress destination) implements SocksMessage {

  /** Connect to the destination. */
  public static final int CONNECT = 1;

  /** Accept one connection from the destination. */
  public static final int BIND = 2;

  /** Relay datagrams; the destination is where the client will send them from, or zeros. */
  public static final int UDP_ASSOCIATE = 3;

  /** Tor: look up the address of a name; the reply has it as its bound address. */
  public static final int RESOLVE = 0xf0;

  /** Tor: look up the name of an address, likewise. */
  public static final int RESOLVE_PTR = 0xf1;

  public Socks5Request {
    if (command < 0 || command > 255) {
      throw new IllegalArgumentException("a command is a number from 0 to 255");
    }
  }

  /**
   * Reads a request.
   *
   * @return null while more bytes are needed
   */
  public static @Nullable Socks5Request parse(ByteBuf in) throws SocksProtocolException {
    var cursor = new Cursor(in);
    if (!cursor.has(1)) {
      return null;
    }
    cursor.version(Socks5Greeting.VERSION);
    if (!cursor.has(2)) {
      return null;
    }
    int command = cursor.u8();
    if (cursor.u8() != 0) {
      throw new SocksProtocolException(Violation.RESERVED, "the reserved byte is not zero");
    }
    SocksAddress destination = AddressField.parse(cursor);
    if (destination == null) {
      return null;
    }
    cursor.commit();
    return new Socks5Request(command, destination);
  }

  @Override
  public void emit(ByteBuf out) {
    out.writeByte(Socks5Greeting.VERSION).writeByte(command).writeByte(0);
    destination.emit(out);
  }
}
