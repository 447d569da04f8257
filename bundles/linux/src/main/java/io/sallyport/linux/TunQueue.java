// SPDX-License-Identifier: Apache-2.0
package io.sallyport.linux;

import io.sallyport.linux.internal.Descriptor;
import io.sallyport.linux.internal.Libc;
import io.sallyport.linux.internal.Waiter;
import java.lang.foreign.MemorySegment;

/**
 * One descriptor of a TUN or TAP device; it never blocks but in {@link #await}. One thread reads,
 * any threads write; {@link Tun#close} may come meanwhile from any thread.
 */
public final class TunQueue {

  /** Room for every packet: a header, an Ethernet header and 64 KiB. */
  public static final int MAX_PACKET = 65536 + 64;

  private final Descriptor descriptor;
  private final Waiter waiter;

  TunQueue(Descriptor descriptor) throws SystemCallException {
    this.descriptor = descriptor;
    this.waiter = new Waiter(descriptor);
  }

  /** The descriptor's number, for a poller of one's own. */
  public int fd() {
    return descriptor.fd();
  }

  /**
   * Reads one packet, with its {@link VirtioNetHeader} if the device has one.
   *
   * @param into native memory, {@link #MAX_PACKET} bytes; the kernel cuts a packet that is longer
   * @return its length, or 0 if there is none now, the device is down, or this is closed
   * @throws SystemCallException if the device is gone ({@link Errno#EBADFD})
   */
  public int read(MemorySegment into) throws SystemCallException {
    if (!descriptor.enter()) {
      return 0;
    }
    try {
      long read = Libc.read(descriptor.fd(), into, into.byteSize());
      if (read >= 0) {
        return (int) read;
      }
      return switch (Errno.of((int) -read)) {
        case EAGAIN, EINTR, EIO -> 0;
        default -> throw new SystemCallException("read of a TUN device", (int) -read, null);
      };
    } finally {
      descriptor.exit();
    }
  }

  /**
   * Hands one packet to the kernel.
   *
   * @param from native memory
   * @param length with the header, if the device has one
   * @return {@code null} for success, or why the packet was dropped: {@link Errno#EINVAL} for a
   *     malformed one, {@link Errno#EIO} while the device is down, {@link Errno#EBADFD} when it is
   *     gone, {@link Errno#EBADF} when this is closed
   */
  public @org.jspecify.annotations.Nullable Errno write(MemorySegment from, long length) {
    if (!descriptor.enter()) {
      return Errno.EBADF;
    }
    try {
      long written = Libc.write(descriptor.fd(), from, length);
      return written < 0 ? Errno.of((int) -written) : null;
    } finally {
      descriptor.exit();
    }
  }

  /**
   * Waits until there is a packet, or {@link #wake}, or close.
   *
   * @param milliseconds at most; below 0 for ever
   * @return whether reading is worth while
   */
  public boolean await(int milliseconds) throws SystemCallException {
    if (!descriptor.enter()) {
      return false;
    }
    try {
      return waiter.await(milliseconds);
    } finally {
      descriptor.exit();
    }
  }

  /** Ends the wait that is, or the next one. */
  public void wake() {
    waiter.wake();
  }

  /** Whether the device was closed. */
  public boolean isClosed() {
    return descriptor.isClosed();
  }

  int ioctl(long request, long argument) {
    if (!descriptor.enter()) {
      return -Errno.EBADF.number();
    }
    try {
      return Libc.ioctl(descriptor.fd(), request, argument);
    } finally {
      descriptor.exit();
    }
  }

  void close() {
    descriptor.close();
    waiter.close();
  }
}
