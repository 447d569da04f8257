// SPDX-License-Identifier: Apache-2.0
package io.sallyport.sockscodec;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A client's first message: the methods that it offers (RFC 1928 §3).
 *
 * @param methods up to 255 numbers in the client's order, each 0 to 255; see {@link
 *     Socks5MethodChoice}. A greeting without any is parsed, and answered with {@code FF}.
 */
public record Socks5Greeting(List<Integer> methods) implements SocksMessage {

  /** First byte of the first message of a SOCKS5 client, and of most others. */
  public static final int VERSION = 5;

  public Socks5Greeting {
    methods = List.copyOf(methods);
    if (methods.size() > 255) {
      throw new IllegalArgumentException("at most 255 methods can be offered");
    }
    methods.forEach(Socks5MethodChoice::requireMethod);
  }

  /** A greeting that offers these methods. */
  public static Socks5Greeting of(Integer... methods) {
    return new Socks5Greeting(List.of(methods));
  }

  /** Whether a method is among those offered. */
  public boolean offers(int method) {
    return methods.contains(method);
  }

  /**
   * Reads a greeting.
   *
   * @return null while more bytes are needed
   */
  public static @Nullable Socks5Greeting parse(ByteBuf in) throws SocksProtocolException {
    var cursor = new Cursor(in);
    if (!cursor.has(1)) {
      return null;
    }
    cursor.version(VERSION);
    if (!cursor.has(1)) {
      return null;
    }
    int count = cursor.u8();
    if (!cursor.has(count)) {
      return null;
    }
    var methods = new ArrayList<Integer>(count);
    for (int i = 0; i < count; i++) {
      methods.add(cursor.u8());
    }
    cursor.commit();
    return new Socks5Greeting(methods);
  }

  @Override
  public void emit(ByteBuf out) {
    out.writeByte(VERSION).writeByte(methods.size());
    methods.forEach(out::writeByte);
  }
}
