// SPDX-License-Identifier: Apache-2.0
package io.sallyport.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.sallyport.linux.internal.Descriptor;
import io.sallyport.linux.internal.Libc;
import io.sallyport.linux.internal.PacketRing;
import io.sallyport.linux.internal.Waiter;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The Ethernet frames of one interface, packet(7): read from a ring that the kernel fills by the
 * block ({@code TPACKET_V3}), so that a frame costs less than a system call. The kernel goes on to
 * treat the frames as its own, too. One thread receives, any send; {@link #close} may come from any
 * thread.
 */
public final class PacketSocket implements AutoCloseable {

  private static final int AF_PACKET = 17;
  private static final int SOCK_RAW = 3;
  private static final int SOL_PACKET = 263;
  private static final int PACKET_STATISTICS = 6;
  private static final int PACKET_IGNORE_OUTGOING = 23;
  private static final int SOCKADDR_LL = 20;

  /** {@code ETH_P_ALL} in network order. */
  private static final short ALL = Short.reverseBytes((short) 3);

  private final Descriptor descriptor;
  private final Waiter waiter;
  private final PacketRing ring;

  private PacketSocket(Descriptor descriptor, Waiter waiter, PacketRing ring) {
    this.descriptor = descriptor;
    this.waiter = waiter;
    this.ring = ring;
  }

  /** Takes frames. */
  @FunctionalInterface
  public interface Frames {

    /**
     * One frame, from its Ethernet header.
     *
     * @param memory the ring itself; good during the call only
     * @param vlan the tag that the interface has taken off; -1 for none
     */
    void frame(MemorySegment memory, int vlan);
  }

  /**
   * What happened to frames since this was asked last.
   *
   * @param received by the ring
   * @param dropped because nobody read
   */
  public record Counts(long received, long dropped) {}

  /**
   * Opens a ring for what comes in by an interface; what goes out by it is left out.
   *
   * @param mebibytes of the ring, 1 to 256: each holds four blocks, and as a block is closed 10 ms
   *     after its first frame at the latest, each bridges at least 40 ms in which nobody reads
   * @throws SystemCallException {@link Errno#EPERM} without {@link Capability#NET_RAW}, {@link
   *     Errno#ENODEV} if there is no such interface
   */
  public static PacketSocket open(String interfaceName, int mebibytes) throws SystemCallException {
    if (mebibytes < 1 || mebibytes > 256) {
      throw new IllegalArgumentException(mebibytes + " MiB is not within 1 to 256");
    }
    int index =
        Interfaces.find(interfaceName)
            .map(Link::index)
            .orElseThrow(
                () ->
                    new SystemCallException(
                        "bind AF_PACKET " + interfaceName, Errno.ENODEV.number(), null));
    // Without a protocol it hears nothing until it is bound to its interface.
    int fd = Libc.socket(AF_PACKET, SOCK_RAW, 0);
    var descriptor = new Descriptor(Libc.check(fd, "socket AF_PACKET", Capability.NET_RAW));
    try {
      SocketOptions.set(fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, 1, "PACKET_IGNORE_OUTGOING");
      var ring = PacketRing.map(fd, mebibytes);
      bind(fd, index);
      return new PacketSocket(descriptor, new Waiter(descriptor), ring);
    } catch (SystemCallException e) {
      descriptor.close();
      throw e;
    }
  }

  private static void bind(int fd, int index) throws SystemCallException {
    try (var arena = Arena.ofConfined()) {
      var address = arena.allocate(SOCKADDR_LL, 4);
      address.set(JAVA_SHORT, 0, (short) AF_PACKET);
      address.set(JAVA_SHORT, 2, ALL);
      address.set(JAVA_INT, 4, index);
      Libc.check(Libc.bind(fd, address), "bind AF_PACKET", Capability.NET_RAW);
    }
  }

  /**
   * Hands over all frames of the next block, as soon as the kernel has closed one: when it is full,
   * or 10 ms after its first frame.
   *
   * @param milliseconds to wait at most; below 0 for ever
   * @return how many; 0 if there were none, or {@link #wake} or close came
   * @throws SystemCallException if the interface is gone ({@link Errno#ENETDOWN})
   */
  public int receive(Frames frames, int milliseconds) throws SystemCallException {
    if (!descriptor.enter()) {
      return 0;
    }
    try {
      int taken = ring.take(frames);
      if (taken > 0 || !waiter.await(milliseconds)) {
        return taken;
      }
      taken = ring.take(frames);
      if (taken == 0) {
        int error = SocketOptions.get(descriptor.fd(), 1, 4, "SO_ERROR");
        if (error != 0) {
          throw new SystemCallException("poll AF_PACKET", error, null);
        }
      }
      return taken;
    } finally {
      descriptor.exit();
    }
  }

  /**
   * Sends a frame by the interface.
   *
   * @param frame native memory, from the Ethernet header
   * @return null for success, else why it was dropped
   */
  public @org.jspecify.annotations.Nullable Errno send(MemorySegment frame) {
    if (!descriptor.enter()) {
      return Errno.EBADF;
    }
    try {
      long sent = Libc.send(descriptor.fd(), frame, frame.byteSize());
      return sent < 0 ? Errno.of((int) -sent) : null;
    } finally {
      descriptor.exit();
    }
  }

  /** What has been counted since the last call. */
  public Counts counts() throws SystemCallException {
    if (!descriptor.enter()) {
      return new Counts(0, 0);
    }
    try (var arena = Arena.ofConfined()) {
      var counts = arena.allocate(12, 4);
      var length = arena.allocateFrom(JAVA_INT, 12);
      Libc.check(
          Libc.getsockopt(descriptor.fd(), SOL_PACKET, PACKET_STATISTICS, counts, length),
          "getsockopt PACKET_STATISTICS",
          null);
      return new Counts(
          Integer.toUnsignedLong(counts.get(JAVA_INT, 0)),
          Integer.toUnsignedLong(counts.get(JAVA_INT, 4)));
    } finally {
      descriptor.exit();
    }
  }

  /** Ends the wait that is, or the next one. */
  public void wake() {
    waiter.wake();
  }

  /** Ends waits; the ring goes when the receiver is out of it and nobody refers to this. */
  @Override
  public void close() {
    descriptor.close();
    waiter.close();
  }
}
