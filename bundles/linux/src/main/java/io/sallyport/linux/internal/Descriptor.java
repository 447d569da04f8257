// SPDX-License-Identifier: Apache-2.0
package io.sallyport.linux.internal;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * A file descriptor that threads use while another may close it: it is closed when the last of them
 * is out, so that its number is never used for what the kernel opens next. Any thread.
 */
public final class Descriptor implements AutoCloseable {

  private static final int CLOSING = 1 << 30;

  private final int fd;
  private final AtomicInteger users = new AtomicInteger();

  public Descriptor(int fd) {
    this.fd = fd;
  }

  /** Its number, for calls between {@link #enter} and {@link #exit}. */
  public int fd() {
    return fd;
  }

  /** Whether it may be used now; if so, {@link #exit} must follow. */
  public boolean enter() {
    if ((users.incrementAndGet() & CLOSING) != 0) {
      exit();
      return false;
    }
    return true;
  }

  /** Ends a use. */
  public void exit() {
    if (users.decrementAndGet() == CLOSING) {
      // One more bit says that it was closed: a later enter and exit must not close it again.
      if (users.compareAndSet(CLOSING, CLOSING | CLOSING >>> 1)) {
        Libc.close(fd);
      }
    }
  }

  /** Whether it is closed or will be as soon as nobody uses it. */
  public boolean isClosed() {
    return (users.get() & CLOSING) != 0;
  }

  @Override
  public void close() {
    for (int now = users.get(); (now & CLOSING) == 0; now = users.get()) {
      if (users.compareAndSet(now, now + 1 | CLOSING)) {
        exit();
        return;
      }
    }
  }
}
