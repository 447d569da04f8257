// SPDX-License-Identifier: Apache-2.0
package io.sallyport.linux.internal;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.sallyport.linux.Errno;
import io.sallyport.linux.SystemCallException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;

/** A socket of {@code NETLINK_ROUTE}. One thread reads; any may wake or close. */
public final class NetlinkSocket implements AutoCloseable {

  /** {@code RTMGRP_LINK}, {@code RTMGRP_IPV4_IFADDR}, {@code RTMGRP_IPV6_IFADDR}. */
  public static final int LINKS_AND_ADDRESSES = 0x1 | 0x10 | 0x100;

  private static final int AF_NETLINK = 16;
  private static final int SOCK_RAW = 3;
  private static final int NETLINK_ROUTE = 0;
  private static final int SOL_SOCKET = 1;
  private static final int SO_RCVBUF = 8;
  private static final int RECEIVE_BUFFER = 1 << 20;

  /** The kernel fills a dump's datagrams up to 32 KiB. */
  private static final int DATAGRAM = 65536;

  private final Descriptor descriptor;
  private final Waiter waiter;
  private final MemorySegment buffer = Arena.ofAuto().allocate(DATAGRAM, 8);
  private int sequence;

  /**
   * @param groups which news to receive unasked; 0 for none
   */
  public NetlinkSocket(int groups) throws SystemCallException {
    int fd = Libc.socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
    descriptor = new Descriptor(Libc.check(fd, "socket AF_NETLINK", null));
    try (var arena = Arena.ofConfined()) {
      Libc.setsockopt(fd, SOL_SOCKET, SO_RCVBUF, arena.allocateFrom(JAVA_INT, RECEIVE_BUFFER));
      var address = arena.allocate(12, 4);
      address.set(JAVA_SHORT, 0, (short) AF_NETLINK);
      address.set(JAVA_INT, 8, groups);
      Libc.check(Libc.bind(fd, address), "bind AF_NETLINK", null);
      waiter = new Waiter(descriptor);
    } catch (SystemCallException e) {
      descriptor.close();
      throw e;
    }
  }

  /** Asks for a dump; its messages come like all others and end with {@link Netlink.Done}. */
  public void request(short type) throws SystemCallException {
    var request = Netlink.dump(type, ++sequence);
    if (!descriptor.enter()) {
      throw new SystemCallException("send AF_NETLINK", Errno.EBADF.number(), null);
    }
    try (var arena = Arena.ofConfined()) {
      var bytes = arena.allocate(request.remaining()).copyFrom(MemorySegment.ofBuffer(request));
      long sent = Libc.send(descriptor.fd(), bytes, bytes.byteSize());
      Libc.check((int) sent, "send AF_NETLINK", null);
    } finally {
      descriptor.exit();
    }
  }

  /**
   * Waits for a datagram.
   *
   * @return its messages; none if it was woken; empty if the kernel had to drop news ({@link
   *     Errno#ENOBUFS}), so that a dump must be asked for
   */
  public Optional<List<Netlink.Message>> receive(int milliseconds) throws SystemCallException {
    if (!descriptor.enter()) {
      return Optional.of(List.of());
    }
    try {
      if (!waiter.await(milliseconds)) {
        return Optional.of(List.of());
      }
      long length = Libc.recv(descriptor.fd(), buffer, 0);
      if (length >= 0) {
        return Optional.of(Netlink.parse(buffer.asSlice(0, length).asByteBuffer()));
      }
      return switch (Errno.of((int) -length)) {
        case EAGAIN, EINTR -> Optional.of(List.of());
        case ENOBUFS -> Optional.empty();
        default -> throw new SystemCallException("recv AF_NETLINK", (int) -length, null);
      };
    } finally {
      descriptor.exit();
    }
  }

  /** Throws away what has come so far, a dump under way too. */
  public void drain() {
    if (descriptor.enter()) {
      try {
        long length;
        do {
          length = Libc.recv(descriptor.fd(), buffer, 0);
        } while (length >= 0 || length == -Errno.ENOBUFS.number());
      } finally {
        descriptor.exit();
      }
    }
  }

  /** Whether it was closed. */
  public boolean isClosed() {
    return descriptor.isClosed();
  }

  @Override
  public void close() {
    descriptor.close();
    waiter.close();
  }
}
