// SPDX-License-Identifier: Apache-2.0
package io.sallyport.api;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Locale;

/** Where a flow wants to go: a name that nobody resolved yet, or an address. */
public sealed interface Destination {

  /** The port, 0 to 65535; 0 only where a protocol allows "any" (BIND, UDP ASSOCIATE). */
  int port();

  /** The name, or the address in its textual form without brackets. */
  String host();

  /** The same host at another port. */
  Destination withPort(int port);

  /**
   * A host name as the client sent it, lower-cased, without the dot at its end. One whose last
   * label is a number ({@code 127.1}, {@code 0x7f000001}) is none: no top-level domain is, and
   * resolvers would make an address of it.
   *
   * @param host 1 to 255 bytes of ASCII without control characters, white space or NUL
   */
  record Name(String host, int port) implements Destination {
    public Name {
      requirePort(port);
      host = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
      host = host.toLowerCase(Locale.ROOT);
      if (host.isEmpty() || host.length() > 255) {
        throw new IllegalArgumentException("a host name has 1 to 255 characters");
      }
      for (int i = 0; i < host.length(); i++) {
        char c = host.charAt(i);
        if (c <= ' ' || c >= 0x7f) {
          throw new IllegalArgumentException("a host name holds printable ASCII only");
        }
      }
      if (host.endsWith(".") || endsInNumber(host)) {
        throw new IllegalArgumentException("no host name ends in a number or in two dots");
      }
    }

    /**
     * The URL standard's "ends in a number checker": resolvers take {@code 127.1}, {@code
     * 0x7f000001} or {@code 2130706433} for an address, past all rules about addresses.
     */
    private static boolean endsInNumber(String host) {
      var last = host.substring(host.lastIndexOf('.') + 1);
      boolean hex = last.startsWith("0x");
      for (int i = hex ? 2 : 0; i < last.length(); i++) {
        if (Character.digit(last.charAt(i), hex ? 16 : 10) < 0) {
          return false;
        }
      }
      return true;
    }

    @Override
    public Destination withPort(int port) {
      return new Name(host, port);
    }

    @Override
    public String toString() {
      return host + ":" + port;
    }
  }

  /** An IPv4 or IPv6 address; IPv4-mapped IPv6 never occurs, it is IPv4 by then. */
  record Address(InetAddress ip, int port) implements Destination {
    public Address {
      requirePort(port);
    }

    @Override
    public String host() {
      return NetUtil.toAddressString(ip);
    }

    /** For a socket call. */
    public InetSocketAddress toSocketAddress() {
      return new InetSocketAddress(ip, port);
    }

    @Override
    public Destination withPort(int port) {
      return new Address(ip, port);
    }

    @Override
    public String toString() {
      return ip.getAddress().length == 4 ? host() + ":" + port : "[" + host() + "]:" + port;
    }
  }

  /**
   * A textual IPv4 or IPv6 literal becomes an {@link Address}, all else a {@link Name}: an address
   * in the clothes of a name must meet the same rules as the address.
   *
   * @throws IllegalArgumentException for what is neither
   */
  static Destination of(String host, int port) {
    byte[] literal = NetUtil.createByteArrayFromIpAddressString(host);
    return literal == null ? new Name(host, port) : of(literal, port);
  }

  /** An address from its 4 or 16 bytes; an IPv4-mapped IPv6 address becomes IPv4. */
  static Address of(byte[] ip, int port) {
    try {
      return new Address(InetAddress.getByAddress(ip), port);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("an address has 4 or 16 bytes, not " + ip.length, e);
    }
  }

  private static void requirePort(int port) {
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("port " + port + " is not within 0 to 65535");
    }
  }
}
