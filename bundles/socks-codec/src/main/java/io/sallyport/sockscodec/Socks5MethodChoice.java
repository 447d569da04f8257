// SPDX-License-Identifier: Apache-2.0
package io.sallyport.sockscodec;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * A server's answer to the greeting (RFC 1928 §3). After {@link #NONE_ACCEPTABLE} it is the client
 * that closes. A client must check that it has offered the method.
 *
 * @param method 0 to 255
 */
public record Socks5MethodChoice(int method) implements SocksMessage {

  /** No authentication. */
  public static final int NO_AUTHENTICATION = 0;

  /** GSSAPI (RFC 1961), which we never offer nor choose. */
  public static final int GSSAPI = 1;

  /** User name and password (RFC 1929). */
  public static final int USER_PASS = 2;

  /** None of the offered methods will do. */
  public static final int NONE_ACCEPTABLE = 0xff;

  public Socks5MethodChoice {
    requireMethod(method);
  }

  static void requireMethod(int method) {
    if (method < 0 || method > 255) {
      throw new IllegalArgumentException("a method is a number from 0 to 255");
    }
  }

  /**
   * Reads a choice.
   *
   * @return null while more bytes are needed
   */
  public static @Nullable Socks5MethodChoice parse(ByteBuf in) throws SocksProtocolException {
    var cursor = new Cursor(in);
    if (!cursor.has(1)) {
      return null;
    }
    cursor.version(Socks5Greeting.VERSION);
    if (!cursor.has(1)) {
      return null;
    }
    var choice = new Socks5MethodChoice(cursor.u8());
    cursor.commit();
    return choice;
  }

  @Override
  public void emit(ByteBuf out) {
    out.writeByte(Socks5Greeting.VERSION).writeByte(method);
  }
}
