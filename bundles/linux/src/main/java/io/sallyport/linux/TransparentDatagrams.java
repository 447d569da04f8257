// SPDX-License-Identifier: Apache-2.0
package io.sallyport.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.sallyport.linux.internal.DatagramBatch;
import io.sallyport.linux.internal.DatagramCalls;
import io.sallyport.linux.internal.Descriptor;
import io.sallyport.linux.internal.Libc;
import io.sallyport.linux.internal.SocketAddresses;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * A UDP socket of nftables' tproxy: one that hears datagrams together with where they were going
 * to, or one that speaks as somebody else ({@code IP_TRANSPARENT}). Netty tells the original
 * destination for IPv4 only. Never blocks; one thread at a time, but {@link #close} on any.
 */
public final class TransparentDatagrams implements AutoCloseable {

  private static final int SOCK_DGRAM = 2;
  private static final int SOL_SOCKET = 1;
  private static final int SO_REUSEADDR = 2;
  private static final int SO_REUSEPORT = 15;
  private static final int SO_RCVBUF = 8;
  private static final int SO_RCVBUFFORCE = 33;
  private static final int SOL_IPV6 = 41;
  private static final int IPV6_V6ONLY = 26;
  private static final int RECEIVE_BUFFER = 4 << 20;
  private static final int BATCH = 16;
  private static final int LARGEST = 65_535;

  /** Senders come and go by the hundred; what they send is copied here, one at a time. */
  private static final ThreadLocal<MemorySegment> OUT =
      ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(LARGEST + 1L, 8));

  private static final ThreadLocal<DatagramBatch> IN =
      ThreadLocal.withInitial(() -> new DatagramBatch(Arena.ofAuto(), BATCH));

  private final Descriptor descriptor;
  private final Family family;

  private TransparentDatagrams(Descriptor descriptor, Family family) {
    this.descriptor = descriptor;
    this.family = family;
  }

  /** Takes what has come. */
  @FunctionalInterface
  public interface Receiver {

    /**
     * A datagram has come.
     *
     * @param payload good during the call only
     */
    void receive(InetSocketAddress source, InetSocketAddress destination, ByteBuffer payload);
  }

  /**
   * Opens a socket that hears.
   *
   * @param local the address and port that a tproxy rule names; several sockets may share them, and
   *     the kernel then sends all of one client's to one of them
   * @param interfaceIndex the only interface that it hears; 0 for any
   */
  public static TransparentDatagrams listen(InetSocketAddress local, int interfaceIndex)
      throws SystemCallException {
    return open(
        local,
        (fd, family) -> {
          SocketOptions.set(fd, SOL_SOCKET, SO_REUSEPORT, 1, "SO_REUSEPORT");
          receiveBuffer(fd);
          SocketOptions.receiveOriginalDestination(fd, family);
          SocketOptions.bindToInterface(fd, interfaceIndex);
        });
  }

  /**
   * Opens a socket that speaks as if it were somebody else's.
   *
   * @param mark fwmark of what it sends; 0 for none
   * @param interfaceIndex the only interface by which that leaves, also when it has gone; 0 for any
   */
  public static TransparentDatagrams speakAs(InetSocketAddress other, int mark, int interfaceIndex)
      throws SystemCallException {
    return open(
        other,
        (fd, _) -> {
          SocketOptions.set(fd, SOL_SOCKET, SO_REUSEADDR, 1, "SO_REUSEADDR");
          if (mark != 0) {
            SocketOptions.mark(fd, mark);
          }
          SocketOptions.bindToInterface(fd, interfaceIndex);
        });
  }

  /** Beyond the system's limit only with rights that a user namespace cannot give. */
  private static void receiveBuffer(int fd) throws SystemCallException {
    try {
      SocketOptions.set(fd, SOL_SOCKET, SO_RCVBUFFORCE, RECEIVE_BUFFER, "SO_RCVBUFFORCE");
    } catch (SystemCallException e) {
      SocketOptions.set(fd, SOL_SOCKET, SO_RCVBUF, RECEIVE_BUFFER, "SO_RCVBUF");
    }
  }

  private interface Setup {
    void of(int fd, Family family) throws SystemCallException;
  }

  private static TransparentDatagrams open(InetSocketAddress local, Setup setup)
      throws SystemCallException {
    var family = local.getAddress().getAddress().length == 4 ? Family.INET4 : Family.INET6;
    int fd = Libc.check(Libc.socket(family.number(), SOCK_DGRAM, 0), "socket", null);
    var socket = new TransparentDatagrams(new Descriptor(fd), family);
    try (var arena = Arena.ofConfined()) {
      if (family == Family.INET6) {
        SocketOptions.set(fd, SOL_IPV6, IPV6_V6ONLY, 1, "IPV6_V6ONLY");
      }
      SocketOptions.transparent(fd, family);
      setup.of(fd, family);
      // The address stays out of the message: it is a client's or a destination.
      Libc.check(Libc.bind(fd, address(arena, local)), "bind", Capability.NET_ADMIN);
      return socket;
    } catch (SystemCallException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  /** For an event loop; good until {@link #close}. */
  public int fd() {
    return descriptor.fd();
  }

  /**
   * Takes what has come, up to a batch of 16.
   *
   * @return how many there were; fewer than a batch when there is no more
   * @throws SystemCallException for what is no mere lack of datagrams
   */
  public int receive(Receiver receiver) throws SystemCallException {
    if (!descriptor.enter()) {
      return 0;
    }
    try {
      var batch = IN.get();
      int count = batch.receive(descriptor.fd());
      if (count == -Errno.EAGAIN.number() || count == -Errno.EINTR.number()) {
        return 0;
      }
      Libc.check(count, "recvmmsg", null);
      for (int i = 0; i < count; i++) {
        var source = batch.source(i);
        var destination = batch.destination(i);
        if (source.isPresent() && destination.isPresent()) {
          receiver.receive(source.get(), destination.get(), batch.payload(i));
        }
      }
      return count;
    } finally {
      descriptor.exit();
    }
  }

  /** Datagrams that {@link #receive} takes at most. */
  public static int batch() {
    return BATCH;
  }

  /**
   * Sends one datagram.
   *
   * @param to an address of the socket's family
   * @return 0, or the errno for which it was not sent
   */
  public int send(ByteBuffer payload, InetSocketAddress to) {
    int length = payload.remaining();
    if (length > LARGEST) {
      return Errno.EMSGSIZE.number();
    }
    if (to.getAddress().getAddress().length == 4 != (family == Family.INET4)) {
      return Errno.EAFNOSUPPORT.number();
    }
    if (!descriptor.enter()) {
      return Errno.EBADF.number();
    }
    try (var arena = Arena.ofConfined()) {
      var out = OUT.get();
      MemorySegment.copy(MemorySegment.ofBuffer(payload), 0, out, 0, length);
      long sent = DatagramCalls.send(descriptor.fd(), out, length, address(arena, to));
      return sent < 0 ? (int) -sent : 0;
    } finally {
      descriptor.exit();
    }
  }

  private static MemorySegment address(Arena arena, InetSocketAddress address) {
    byte[] ip = address.getAddress().getAddress();
    boolean four = ip.length == 4;
    var segment = arena.allocate(four ? 16 : SocketAddresses.INET6_LENGTH, 8);
    segment.set(JAVA_SHORT, 0, (short) (four ? Family.INET4 : Family.INET6).number());
    segment.set(JAVA_BYTE, 2, (byte) (address.getPort() >> 8));
    segment.set(JAVA_BYTE, 3, (byte) address.getPort());
    MemorySegment.copy(ip, 0, segment, JAVA_BYTE, four ? 4 : 8, ip.length);
    if (address.getAddress() instanceof java.net.Inet6Address six && six.getScopeId() != 0) {
      segment.set(java.lang.foreign.ValueLayout.JAVA_INT, 24, six.getScopeId());
    }
    return segment;
  }

  @Override
  public void close() {
    descriptor.close();
  }
}
