// SPDX-License-Identifier: Apache-2.0
package io.sallyport.attach.internal.tun;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * The addresses of one device: a /28 of 240.83.0.0/16, which nobody routes and Linux treats as
 * unicast, and a /64 of a unique local prefix (RFC 4193). The first address is the listener's, the
 * second stands for this machine's resolvers, the upper eight stand for clients: with 32768 ports
 * each they number connections.
 *
 * @param number of the device, 0 to 4095
 */
record DeviceAddresses(int number) {

  /** Connections that have a number, of each family. */
  static final int NUMBERS = 8 << 15;

  private static final int BASE4 = 240 << 24 | 83 << 16;
  private static final long BASE6 = 0xfd5a_11a7_9f0c_0000L;
  private static final int FIRST_CLIENT = 8;
  private static final int FIRST_PORT = 32768;

  DeviceAddresses {
    if (number < 0 || number > 4095) {
      throw new IllegalArgumentException("device number " + number + " is not within 0 to 4095");
    }
  }

  /** Upper half of the addresses of a family. */
  long high(boolean v4) {
    return v4 ? 0 : BASE6 | number;
  }

  /** Lower half of the listener's address. */
  long listenerLow(boolean v4) {
    return v4 ? (BASE4 | number << 4 | 1) & 0xffff_ffffL : 1;
  }

  /** Lower half of the address that a connection's number stands for. */
  long clientLow(boolean v4, int index) {
    long client = FIRST_CLIENT + (long) (index >>> 15);
    return v4 ? (BASE4 | number << 4) & 0xffff_ffffL | client : client;
  }

  /** The port that a connection's number stands for. */
  int clientPort(int index) {
    return FIRST_PORT + (index & 0x7fff);
  }

  /** The number that an address and port stand for; -1 if they stand for none. */
  int index(boolean v4, long high, long low, int port) {
    long client = low - clientLow(v4, 0);
    return high != high(v4) || client < 0 || client >= 8 || port < FIRST_PORT
        ? -1
        : (int) client << 15 | port - FIRST_PORT;
  }

  /** The same of an address. */
  int index(InetAddress address, int port) {
    var bytes = java.nio.ByteBuffer.wrap(address.getAddress());
    boolean v4 = bytes.remaining() == 4;
    return v4
        ? index(true, 0, bytes.getInt() & 0xffff_ffffL, port)
        : index(false, bytes.getLong(), bytes.getLong(), port);
  }

  /** Whether an address is of the device's subnet: nothing of a client goes there. */
  boolean isOurs(boolean v4, long high, long low) {
    return high == high(v4) && (!v4 || (low ^ listenerLow(true)) >>> 4 == 0);
  }

  /** Whether an address is the one that stands for a resolver on this machine. */
  boolean isDns(boolean v4, long high, long low) {
    return high == high(v4) && low == listenerLow(v4) + 1;
  }

  /** What stands for a resolver on this machine, whichever of its addresses the client asks. */
  InetAddress dns(boolean v4) {
    return Endpoints.address(v4, high(v4), listenerLow(v4) + 1);
  }

  /** What a client meant: this machine itself, where it asked the address of its resolvers. */
  InetSocketAddress toOwn(InetSocketAddress destination) {
    return swap(destination, true);
  }

  /** The address by which a client knows who answers. */
  InetSocketAddress fromOwn(InetSocketAddress source) {
    return swap(source, false);
  }

  private InetSocketAddress swap(InetSocketAddress address, boolean inwards) {
    boolean v4 = address.getAddress() instanceof Inet4Address;
    return address.getAddress().equals(inwards ? dns(v4) : listener(v4))
        ? new InetSocketAddress(inwards ? listener(v4) : dns(v4), address.getPort())
        : address;
  }

  InetAddress listener(boolean v4) {
    return Endpoints.address(v4, high(v4), listenerLow(v4));
  }

  /** As ip(8) wants it. */
  String prefix(boolean v4) {
    return listener(v4).getHostAddress() + (v4 ? "/28" : "/64");
  }
}
