// SPDX-License-Identifier: Apache-2.0
package io.sallyport.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.sallyport.linux.internal.Libc;
import io.sallyport.linux.internal.SocketAddresses;
import java.lang.foreign.Arena;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * Options of sockets that Netty and the JDK have no name for, by descriptor: that of a Netty
 * channel of epoll is {@code channel.fd().intValue()}. Never blocks; the caller sees to it that the
 * socket is open meanwhile, as on the channel's own event loop.
 */
public final class SocketOptions {

  private static final int SOL_SOCKET = 1;
  private static final int SOL_IP = 0;
  private static final int SOL_IPV6 = 41;
  private static final int SO_BINDTODEVICE = 25;
  private static final int SO_MARK = 36;
  private static final int SO_BINDTOIFINDEX = 62;
  private static final int IP_TRANSPARENT = 19;
  private static final int IP_RECVORIGDSTADDR = 20;
  private static final int IPV6_TRANSPARENT = 75;
  private static final int IPV6_RECVORIGDSTADDR = 74;

  /** {@code SO_ORIGINAL_DST} of netfilter; {@code IP6T_SO_ORIGINAL_DST} is the same number. */
  private static final int ORIGINAL_DESTINATION = 80;

  private SocketOptions() {}

  /**
   * Where a TCP connection went to before an nft {@code redirect} or {@code dnat}.
   *
   * @param family of the client's address; a socket of IPv6 has IPv4 connections too
   * @return where the client wanted to go, for a connection that was not redirected its own local
   *     address; empty if the kernel's connection tracking does not know it
   */
  public static Optional<InetSocketAddress> originalDestination(int fd, Family family)
      throws SystemCallException {
    int level = family == Family.INET4 ? SOL_IP : SOL_IPV6;
    try (var arena = Arena.ofConfined()) {
      var address = arena.allocate(SocketAddresses.INET6_LENGTH, 8);
      var length = arena.allocateFrom(JAVA_INT, (int) address.byteSize());
      int result = Libc.getsockopt(fd, level, ORIGINAL_DESTINATION, address, length);
      if (result == -Errno.ENOENT.number() || result == -Errno.ENOPROTOOPT.number()) {
        return Optional.empty();
      }
      Libc.check(result, "getsockopt SO_ORIGINAL_DST", null);
      return SocketAddresses.read(address);
    }
  }

  /** Sets the fwmark of what a socket sends; needs {@link Capability#NET_ADMIN}. */
  public static void mark(int fd, int mark) throws SystemCallException {
    set(fd, SOL_SOCKET, SO_MARK, mark, "SO_MARK");
  }

  /** The fwmark of what a socket sends. */
  public static int mark(int fd) throws SystemCallException {
    return get(fd, SOL_SOCKET, SO_MARK, "SO_MARK");
  }

  /** Lets a socket send and receive by one interface only; empty for any. */
  public static void bindToDevice(int fd, String interfaceName) throws SystemCallException {
    if (!interfaceName.isEmpty()) {
      Links.requireName(interfaceName);
    }
    try (var arena = Arena.ofConfined()) {
      Libc.check(
          Libc.setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, arena.allocateFrom(interfaceName)),
          "SO_BINDTODEVICE " + interfaceName,
          Capability.NET_RAW);
    }
  }

  /**
   * Lets a socket send and receive by one interface only, which need not be there any more: then
   * nothing can be sent. What a listening socket accepts inherits it.
   *
   * @param index of the interface; 0 for any
   */
  public static void bindToInterface(int fd, int index) throws SystemCallException {
    if (index != 0) {
      set(fd, SOL_SOCKET, SO_BINDTOIFINDEX, index, "SO_BINDTOIFINDEX");
    }
  }

  /** Lets a socket of a family have addresses that are not this machine's; before it is bound. */
  public static void transparent(int fd, Family family) throws SystemCallException {
    switch (family) {
      case INET4 -> set(fd, SOL_IP, IP_TRANSPARENT, 1, "IP_TRANSPARENT");
      case INET6 -> set(fd, SOL_IPV6, IPV6_TRANSPARENT, 1, "IPV6_TRANSPARENT");
    }
  }

  /** Lets a UDP socket tell with each datagram where that was going to. */
  public static void receiveOriginalDestination(int fd, Family family) throws SystemCallException {
    switch (family) {
      case INET4 -> set(fd, SOL_IP, IP_RECVORIGDSTADDR, 1, "IP_RECVORIGDSTADDR");
      case INET6 -> set(fd, SOL_IPV6, IPV6_RECVORIGDSTADDR, 1, "IPV6_RECVORIGDSTADDR");
    }
  }

  /** Sets an option that is an int. */
  public static void set(int fd, int level, int option, int value, String name)
      throws SystemCallException {
    try (var arena = Arena.ofConfined()) {
      Libc.check(
          Libc.setsockopt(fd, level, option, arena.allocateFrom(JAVA_INT, value)),
          "setsockopt " + name,
          Capability.NET_ADMIN);
    }
  }

  /** Reads an option that is an int. */
  public static int get(int fd, int level, int option, String name) throws SystemCallException {
    try (var arena = Arena.ofConfined()) {
      var value = arena.allocate(JAVA_INT);
      var length = arena.allocateFrom(JAVA_INT, (int) JAVA_INT.byteSize());
      Libc.check(Libc.getsockopt(fd, level, option, value, length), "getsockopt " + name, null);
      return value.get(JAVA_INT, 0);
    }
  }
}
