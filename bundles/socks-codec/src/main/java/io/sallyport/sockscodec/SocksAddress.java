// SPDX-License-Identifier: Apache-2.0
package io.sallyport.sockscodec;

import io.netty.buffer.ByteBuf;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;

/** A host and a port, as SOCKS5 requests, replies and datagrams carry them (RFC 1928 §5). */
public sealed interface SocksAddress {

  /** ATYP of an IPv4 address. */
  int ATYP_IPV4 = 1;

  /** ATYP of a name. */
  int ATYP_NAME = 3;

  /** ATYP of an IPv6 address. */
  int ATYP_IPV6 = 4;

  /** {@code 0.0.0.0:0}: what a server says that has no address to tell. */
  SocksAddress ANY_IPV4 = of(new byte[4], 0);

  /** {@code [::]:0}. */
  SocksAddress ANY_IPV6 = of(new byte[16], 0);

  /** The port, 0 to 65535. */
  int port();

  /** An IPv4 or IPv6 address; IPv4-mapped IPv6 does not occur. */
  record Ip(InetAddress address, int port) implements SocksAddress {
    public Ip {
      requirePort(port);
    }
  }

  /**
   * A name as it travels, neither lower-cased nor resolved; it may be an address literal.
   *
   * @param name 1 to 255 characters of printable ASCII
   */
  record Name(String name, int port) implements SocksAddress {
    public Name {
      requirePort(port);
      if (name.isEmpty() || name.length() > 255) {
        throw new IllegalArgumentException("a name in SOCKS has 1 to 255 characters");
      }
      for (int i = 0; i < name.length(); i++) {
        if (!isNameByte(name.charAt(i))) {
          throw new IllegalArgumentException("a name in SOCKS holds printable ASCII only");
        }
      }
    }
  }

  /** From the 4 or 16 bytes of an address. */
  static SocksAddress of(byte[] ip, int port) {
    try {
      return new Ip(InetAddress.getByAddress(ip), port);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("an address has 4 or 16 bytes, not " + ip.length, e);
    }
  }

  /** From a socket's address; one that is unresolved becomes a name. */
  static SocksAddress of(InetSocketAddress address) {
    return address.isUnresolved()
        ? new Name(address.getHostString(), address.getPort())
        : new Ip(address.getAddress(), address.getPort());
  }

  /** Appends ATYP, address and port. */
  default void emit(ByteBuf out) {
    switch (this) {
      case Ip ip -> {
        out.writeByte(ip.address instanceof Inet4Address ? ATYP_IPV4 : ATYP_IPV6);
        out.writeBytes(ip.address.getAddress());
      }
      case Name name -> {
        out.writeByte(ATYP_NAME);
        out.writeByte(name.name.length());
        out.writeCharSequence(name.name, StandardCharsets.US_ASCII);
      }
    }
    out.writeShort(port());
  }

  /** Whether a byte may be part of a name. */
  static boolean isNameByte(int b) {
    return b > ' ' && b < 0x7f;
  }

  private static void requirePort(int port) {
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("port " + port + " is not within 0 to 65535");
    }
  }
}
