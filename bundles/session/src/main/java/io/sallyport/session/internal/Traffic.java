// SPDX-License-Identifier: Apache-2.0
package io.sallyport.session.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * What a session has carried. Written on its loop only, read on any thread: opaque access costs
 * nothing and is never torn.
 */
final class Traffic {

  private static final VarHandle UP = field("up");
  private static final VarHandle DOWN = field("down");
  private static final VarHandle LAST = field("last");

  private long up;
  private long down;
  private long last = System.nanoTime();
  private long countedUp;
  private long countedDown;

  private static VarHandle field(String name) {
    try {
      return MethodHandles.lookup().findVarHandle(Traffic.class, name, long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  void add(boolean upwards, int bytes) {
    if (upwards) {
      UP.setOpaque(this, up + bytes);
    } else {
      DOWN.setOpaque(this, down + bytes);
    }
    LAST.setOpaque(this, System.nanoTime());
  }

  long up() {
    return (long) UP.getOpaque(this);
  }

  long down() {
    return (long) DOWN.getOpaque(this);
  }

  /** {@link System#nanoTime()} of the last byte. */
  long last() {
    return (long) LAST.getOpaque(this);
  }

  /** Adds to the shared counters what was carried since the last call. */
  void count(Counters.Cell cell) {
    cell.up.add(up - countedUp);
    cell.down.add(down - countedDown);
    countedUp = up;
    countedDown = down;
  }
}
