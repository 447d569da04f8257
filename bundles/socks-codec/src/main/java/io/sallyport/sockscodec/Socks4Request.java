// SPDX-License-Identifier: Apache-2.0
package io.sallyport.sockscodec;

import io.netty.buffer.ByteBuf;
import io.sallyport.sockscodec.SocksProtocolException.Violation;
import java.net.Inet4Address;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a SOCKS4 client wants (SOCKS.protocol.4); with a name as destination it is SOCKS4a
 * (socks4a.protocol): the address is {@code 0.0.0.x}, x not 0, and the name follows the user-id.
 *
 * @param command CD, 0 to 255; see {@link Socks5Request}, whose numbers SOCKS4 shares
 * @param userId up to 255 bytes other than NUL; the message's own array, never shown
 * @param destination an IPv4 address, or a name
 */
public record Socks4Request(int command, byte[] userId, SocksAddress destination)
    implements SocksMessage {

  /** First byte of a SOCKS4 client. */
  public static final int VERSION = 4;

  private static final int MAX_FIELD = 255;

  public Socks4Request {
    if (command < 0 || command > 255) {
      throw new IllegalArgumentException("a command is a number from 0 to 255");
    }
    if (userId.length > MAX_FIELD) {
      throw new IllegalArgumentException("a user-id has at most 255 bytes");
    }
    for (byte b : userId) {
      if (b == 0) {
        throw new IllegalArgumentException("a user-id does not hold NUL");
      }
    }
    if (destination instanceof SocksAddress.Ip ip && !(ip.address() instanceof Inet4Address)) {
      throw new IllegalArgumentException("SOCKS4 does not carry IPv6 addresses");
    }
  }

  /** Whether this is SOCKS4a. */
  public boolean named() {
    return destination instanceof SocksAddress.Name;
  }

  /**
   * Reads a request.
   *
   * @return null while more bytes are needed
   */
  public static @Nullable Socks4Request parse(ByteBuf in) throws SocksProtocolException {
    var cursor = new Cursor(in);
    if (!cursor.has(1)) {
      return null;
    }
    cursor.version(VERSION);
    if (!cursor.has(7)) {
      return null;
    }
    int command = cursor.u8();
    int port = cursor.u16();
    byte[] ip = cursor.bytes(4);
    int userLength = terminated(cursor, Violation.USER_ID);
    if (userLength < 0) {
      return null;
    }
    byte[] userId = cursor.bytes(userLength);
    cursor.skip(1);
    SocksAddress destination = isNamed(ip) ? name(cursor, port) : SocksAddress.of(ip, port);
    if (destination == null) {
      return null;
    }
    cursor.commit();
    return new Socks4Request(command, userId, destination);
  }

  private static boolean isNamed(byte[] ip) {
    return ip[0] == 0 && ip[1] == 0 && ip[2] == 0 && ip[3] != 0;
  }

  private static @Nullable SocksAddress name(Cursor cursor, int port)
      throws SocksProtocolException {
    int length = terminated(cursor, Violation.NAME);
    AddressField.requireNameBytes(cursor, length < 0 ? cursor.available() : length);
    if (length < 0) {
      return null;
    }
    if (length == 0) {
      throw new SocksProtocolException(Violation.NAME, "the name is empty");
    }
    var name = new String(cursor.bytes(length), StandardCharsets.US_ASCII);
    cursor.skip(1);
    return new SocksAddress.Name(name, port);
  }

  /** Distance to the next NUL; -1 while it has not arrived. */
  private static int terminated(Cursor cursor, Violation tooLong) throws SocksProtocolException {
    int most = Math.min(cursor.available(), MAX_FIELD + 1);
    for (int i = 0; i < most; i++) {
      if (cursor.peek(i) == 0) {
        return i;
      }
    }
    if (most > MAX_FIELD) {
      throw new SocksProtocolException(tooLong, "a field has more than 255 bytes");
    }
    return -1;
  }

  @Override
  public void emit(ByteBuf out) {
    out.writeByte(VERSION).writeByte(command).writeShort(destination.port());
    switch (destination) {
      case SocksAddress.Ip ip ->
          out.writeBytes(ip.address().getAddress()).writeBytes(userId).writeByte(0);
      case SocksAddress.Name name -> {
        out.writeInt(1).writeBytes(userId).writeByte(0);
        out.writeCharSequence(name.name(), StandardCharsets.US_ASCII);
        out.writeByte(0);
      }
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Socks4Request that
        && command == that.command
        && Arrays.equals(userId, that.userId)
        && destination.equals(that.destination);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * command + Arrays.hashCode(userId)) + destination.hashCode();
  }

  @Override
  public String toString() {
    return "Socks4Request[command=" + command + ", destination=" + destination + "]";
  }
}
