// SPDX-License-Identifier: Apache-2.0
package io.sallyport.linux.internal;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.sallyport.linux.Family;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/** {@code struct sockaddr_in} and {@code sockaddr_in6}. */
public final class SocketAddresses {

  /** Bytes of the longer one. */
  public static final int INET6_LENGTH = 28;

  private SocketAddresses() {}

  /** Reads one; empty for another family. */
  public static Optional<InetSocketAddress> read(MemorySegment address) {
    int family = address.get(JAVA_SHORT, 0);
    int port = (address.get(JAVA_BYTE, 2) & 0xff) << 8 | address.get(JAVA_BYTE, 3) & 0xff;
    if (family == Family.INET4.number()) {
      return Optional.of(new InetSocketAddress(ip(address.asSlice(4, 4)), port));
    }
    if (family == Family.INET6.number()) {
      return Optional.of(new InetSocketAddress(ip(address.asSlice(8, 16)), port));
    }
    return Optional.empty();
  }

  /** An IPv4-mapped one becomes IPv4. */
  private static InetAddress ip(MemorySegment bytes) {
    try {
      return InetAddress.getByAddress(bytes.toArray(JAVA_BYTE));
    } catch (UnknownHostException e) {
      throw new AssertionError("4 or 16 bytes are an address", e);
    }
  }
}
