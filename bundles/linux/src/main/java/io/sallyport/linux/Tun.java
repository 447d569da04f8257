// SPDX-License-Identifier: Apache-2.0
package io.sallyport.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.sallyport.linux.internal.Descriptor;
import io.sallyport.linux.internal.Libc;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A TUN or TAP device: an interface of the kernel whose other end is this process. Unless
 * {@linkplain TunOptions#persist persistent} it vanishes with this process or with {@link #close},
 * and with it every route into it. Any thread.
 */
public final class Tun implements AutoCloseable {

  private static final String DEVICE = "/dev/net/tun";
  private static final int IFREQ_LENGTH = 40;
  private static final int IFREQ_FLAGS = 16;

  private static final int IFF_TUN = 0x0001;
  private static final int IFF_TAP = 0x0002;
  private static final int IFF_MULTI_QUEUE = 0x0100;
  private static final int IFF_NO_PI = 0x1000;
  private static final int IFF_VNET_HDR = 0x4000;
  private static final int IFF_TUN_EXCL = 0x8000;

  private static final long TUNSETIFF = 0x400454caL;
  private static final long TUNSETPERSIST = 0x400454cbL;
  private static final long TUNSETOFFLOAD = 0x400454d0L;
  private static final long TUNSETVNETHDRSZ = 0x400454d8L;

  private final String name;
  private final boolean vnetHdr;
  private final List<TunQueue> queues;
  private volatile Set<Offload> offloads = Set.of();

  private Tun(String name, boolean vnetHdr, List<TunQueue> queues) {
    this.name = name;
    this.vnetHdr = vnetHdr;
    this.queues = List.copyOf(queues);
  }

  /**
   * Makes a device, down and without addresses.
   *
   * @throws SystemCallException {@link Errno#EBUSY} if the name is taken, {@link Errno#EPERM}
   *     without {@link Capability#NET_ADMIN}, {@link Errno#ENOENT} where the machine has no TUN
   */
  public static Tun open(TunOptions options) throws SystemCallException {
    var queues = new ArrayList<TunQueue>();
    try {
      var name = options.name();
      for (int i = 0; i < options.queues(); i++) {
        int fd = Libc.open(DEVICE, Libc.O_RDWR | Libc.O_NONBLOCK | Libc.O_CLOEXEC);
        Libc.check(fd, "open " + DEVICE, Capability.NET_ADMIN);
        var descriptor = new Descriptor(fd);
        try {
          name = attach(fd, name, flags(options, i == 0));
          queues.add(new TunQueue(descriptor));
        } catch (SystemCallException e) {
          descriptor.close();
          throw e;
        }
      }
      var tun = new Tun(name, options.vnetHdr(), queues);
      tun.prepare(options);
      return tun;
    } catch (SystemCallException e) {
      queues.forEach(TunQueue::close);
      throw e;
    }
  }

  private static int flags(TunOptions options, boolean first) {
    int flags = IFF_NO_PI | (options.kind() == TunOptions.Kind.TUN ? IFF_TUN : IFF_TAP);
    if (options.vnetHdr()) {
      flags |= IFF_VNET_HDR;
    }
    if (options.queues() > 1) {
      flags |= IFF_MULTI_QUEUE;
    }
    // Later queues join the device that the first has made.
    return first && !options.persist() ? flags | IFF_TUN_EXCL : flags;
  }

  /** The name that the kernel gave. */
  private static String attach(int fd, String name, int flags) throws SystemCallException {
    try (var arena = Arena.ofConfined()) {
      var request = arena.allocate(IFREQ_LENGTH, 8);
      request.setString(0, name);
      request.set(JAVA_SHORT, IFREQ_FLAGS, (short) flags);
      Libc.check(Libc.ioctl(fd, TUNSETIFF, request), "TUNSETIFF " + name, Capability.NET_ADMIN);
      return request.getString(0);
    }
  }

  private void prepare(TunOptions options) throws SystemCallException {
    if (options.vnetHdr()) {
      try (var arena = Arena.ofConfined()) {
        var length = arena.allocateFrom(JAVA_INT, VirtioNetHeader.LENGTH);
        for (var queue : queues) {
          Libc.check(
              Libc.ioctl(queue.fd(), TUNSETVNETHDRSZ, length), "TUNSETVNETHDRSZ " + name, null);
        }
      }
      offload(options.offloads());
    }
    if (options.persist()) {
      Libc.check(
          queues.getFirst().ioctl(TUNSETPERSIST, 1), "TUNSETPERSIST " + name, Capability.NET_ADMIN);
    }
  }

  /**
   * Asks for offloads at any time: for those of the wanted ones that the kernel knows. A kernel
   * that mishandles super-packets is so brought back to single ones.
   *
   * @return what is in force now
   */
  public Set<Offload> offload(Set<Offload> wanted) throws SystemCallException {
    if (!vnetHdr && !wanted.isEmpty()) {
      throw new IllegalArgumentException(name + " has no virtio header");
    }
    int result = 0;
    for (var set : attempts(wanted)) {
      result = tryOffload(set);
      if (result >= 0) {
        offloads = Set.copyOf(set);
        return offloads;
      }
    }
    throw new SystemCallException("TUNSETOFFLOAD " + name, -result, null);
  }

  /** Kernels before 6.2 refuse the whole mask for a bit that they do not know. */
  private static List<Set<Offload>> attempts(Set<Offload> wanted) {
    var tcp = EnumSet.noneOf(Offload.class);
    tcp.addAll(wanted);
    tcp.retainAll(Offload.TCP);
    var checksum = EnumSet.noneOf(Offload.class);
    checksum.addAll(tcp);
    checksum.retainAll(Set.of(Offload.CSUM));
    return List.of(wanted, tcp, checksum, Set.of());
  }

  private int tryOffload(Set<Offload> set) {
    int result = 0;
    for (var queue : queues) {
      result = Math.min(result, queue.ioctl(TUNSETOFFLOAD, Offload.mask(set)));
    }
    return result;
  }

  /** What the kernel leaves to the reader. */
  public Set<Offload> offloads() {
    return offloads;
  }

  /** The interface's name. */
  public String name() {
    return name;
  }

  /** Whether each packet has a {@link VirtioNetHeader}. */
  public boolean vnetHdr() {
    return vnetHdr;
  }

  /** Its descriptors; at least one. */
  public List<TunQueue> queues() {
    return queues;
  }

  /** Whether it was not closed. */
  public boolean isOpen() {
    return !queues.getFirst().isClosed();
  }

  /** Lets a persistent device vanish when it is closed. */
  public void abandon() throws SystemCallException {
    Libc.check(queues.getFirst().ioctl(TUNSETPERSIST, 0), "TUNSETPERSIST " + name, null);
  }

  /** Ends waits and closes the descriptors. Idempotent. */
  @Override
  public void close() {
    queues.forEach(TunQueue::close);
  }
}
