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
  private static final VarHandle UP_PACKETS = field("upPackets");
  private static final VarHandle DOWN_PACKETS = field("downPackets");
  private static final VarHandle LAST = field("last");

  private long up;
  private long down;

  @SuppressWarnings("UnusedVariable") // written and read through LAST
  private long last = System.nanoTime();

  private long upPackets;
  private long downPackets;
  private Totals counted = Totals.ZERO;

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

  /** One datagram was carried; its bytes are {@linkplain #add added} besides. */
  void addPacket(boolean upwards) {
    if (upwards) {
      UP_PACKETS.setOpaque(this, upPackets + 1);
    } else {
      DOWN_PACKETS.setOpaque(this, downPackets + 1);
    }
  }

  long upPackets() {
    return (long) UP_PACKETS.getOpaque(this);
  }

  long downPackets() {
    return (long) DOWN_PACKETS.getOpaque(this);
  }

  /** Figures of both directions. */
  record Totals(long up, long down, long upPackets, long downPackets) {

    static final Totals ZERO = new Totals(0, 0, 0, 0);

    private Totals minus(Totals other) {
      return new Totals(
          up - other.up,
          down - other.down,
          upPackets - other.upPackets,
          downPackets - other.downPackets);
    }
  }

  /** What was carried since the last call of this. */
  Totals sinceLast() {
    var all = new Totals(up, down, upPackets, downPackets);
    var more = all.minus(counted);
    counted = all;
    return more;
  }
}
