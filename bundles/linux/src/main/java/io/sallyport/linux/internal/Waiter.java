// SPDX-License-Identifier: Apache-2.0
package io.sallyport.linux.internal;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.sallyport.linux.Errno;
import io.sallyport.linux.SystemCallException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Waits until a descriptor is readable or somebody wakes the waiting thread; one waits, any wakes.
 */
public final class Waiter implements AutoCloseable {

  /** {@code struct pollfd}. */
  private static final int POLLFD = 8;

  private final Descriptor event;
  private final MemorySegment pair = Arena.ofAuto().allocate(2 * POLLFD, 8);
  private final MemorySegment counter = Arena.ofAuto().allocate(JAVA_LONG);

  public Waiter(Descriptor watched) throws SystemCallException {
    this.event = new Descriptor(Libc.check(Libc.eventfd(), "eventfd", null));
    pair.set(JAVA_INT, 0, watched.fd());
    pair.set(JAVA_SHORT, 4, (short) Libc.POLLIN);
    pair.set(JAVA_INT, POLLFD, event.fd());
    pair.set(JAVA_SHORT, POLLFD + 4, (short) Libc.POLLIN);
  }

  /**
   * Waits.
   *
   * @param milliseconds at most; below 0 for ever
   * @return whether the descriptor has something or is broken, as reading it will tell
   */
  public boolean await(int milliseconds) throws SystemCallException {
    if (!event.enter()) {
      return false;
    }
    try {
      int ready = Libc.poll(pair, 2, milliseconds);
      if (ready < 0 && ready != -Errno.EINTR.number()) {
        throw new SystemCallException("poll", -ready, null);
      }
      if (ready > 0 && pair.get(JAVA_SHORT, POLLFD + 6) != 0) {
        Libc.read(event.fd(), counter, JAVA_LONG.byteSize());
      }
      return ready > 0 && pair.get(JAVA_SHORT, 6) != 0;
    } finally {
      event.exit();
    }
  }

  /** Ends the wait that is, or the next one. */
  public void wake() {
    if (event.enter()) {
      try (var arena = Arena.ofConfined()) {
        Libc.write(event.fd(), arena.allocateFrom(JAVA_LONG, 1L), JAVA_LONG.byteSize());
      } finally {
        event.exit();
      }
    }
  }

  @Override
  public void close() {
    wake();
    event.close();
  }
}
