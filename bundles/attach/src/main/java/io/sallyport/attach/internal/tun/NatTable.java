// SPDX-License-Identifier: Apache-2.0
package io.sallyport.attach.internal.tun;

import java.security.SecureRandom;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The TCP connections of one family, by number and by ends; finding and adding take constant time.
 * It grows with use up to a bound and never shrinks. Any thread.
 *
 * <p>The kernel keeps an ended connection for a minute in TIME_WAIT under the address and port that
 * its number stands for: so the number is given out again {@link #LINGER} after the end. Where no
 * other is free it is given out sooner: a new connection may then need its first packet twice,
 * which is better than not to be had at all.
 */
final class NatTable {

  /** Seconds after its end and its last packet for which a connection is remembered. */
  static final int LINGER = 70;

  /** The same while all numbers are taken; what an end has left on the way has arrived by then. */
  static final int LINGER_WHEN_FULL = 10;

  /** Seconds of silence after which a connection that nobody accepted is forgotten. */
  static final int OPENING = 75;

  /** The same while more than half of the table is in use, so that a flood passes sooner. */
  static final int OPENING_WHEN_FULL = 10;

  /** A number of no connection. */
  static final int NONE = -1;

  private static final int FIRST_CAPACITY = 1024;
  private static final int SWEEP = 4;
  private static final int SWEEP_HARD = 256;

  private static final byte FREE = 0;
  private static final byte NEW = 1;
  private static final byte HELD = 2;
  private static final byte ENDED = 3;

  private final boolean v4;
  private final int bound;

  /** So that nobody can choose ports and addresses that all meet in one slot. */
  private final long seed = new SecureRandom().nextLong();

  private long[] keys = new long[FIRST_CAPACITY * 4];
  private int[] ports = new int[FIRST_CAPACITY];
  private int[] chain = new int[FIRST_CAPACITY];
  private int[] seen = new int[FIRST_CAPACITY];
  private int[] generation = new int[FIRST_CAPACITY];
  private byte[] state = new byte[FIRST_CAPACITY];
  private int[] heads = heads(FIRST_CAPACITY);
  private int[] free = new int[FIRST_CAPACITY];
  private int freeFrom;
  private int freeCount;
  private int capacity;
  private int used;
  private int hand;

  /**
   * @param bound connections at a time
   */
  NatTable(boolean v4, int bound) {
    if (bound < 1 || bound > DeviceAddresses.NUMBERS) {
      throw new IllegalArgumentException("bound " + bound);
    }
    this.v4 = v4;
    this.bound = bound;
    addNumbers(Math.min(FIRST_CAPACITY, bound));
  }

  private static int[] heads(int capacity) {
    var heads = new int[capacity * 2];
    Arrays.fill(heads, NONE);
    return heads;
  }

  private void addNumbers(int upTo) {
    for (int i = capacity; i < upTo; i++) {
      free[(freeFrom + freeCount++) % free.length] = i;
    }
    capacity = upTo;
  }

  /** The number of a connection; {@link #NONE} if there is none. Counts as a packet of it. */
  synchronized int find(IpPacket packet, int bothPorts, int now) {
    int index =
        find(
            packet.sourceHigh(),
            packet.sourceLow(),
            packet.destinationHigh(),
            packet.destinationLow(),
            bothPorts);
    if (index != NONE) {
      seen[index] = now;
    }
    return index;
  }

  /** The number of the connection that a packet towards its client belongs to. */
  synchronized int findByAnswer(IpPacket packet, int bothPorts) {
    return find(
        packet.destinationHigh(),
        packet.destinationLow(),
        packet.sourceHigh(),
        packet.sourceLow(),
        Integer.rotateLeft(bothPorts, 16));
  }

  /** The number of a connection, a new one if need be; {@link #NONE} if the table is full. */
  synchronized int findOrAdd(IpPacket packet, int bothPorts, int now) {
    int index = find(packet, bothPorts, now);
    if (index != NONE) {
      return index;
    }
    sweep(SWEEP, now);
    index = takeNumber(now);
    if (index == NONE) {
      return NONE;
    }
    int at = index * 4;
    keys[at] = packet.sourceHigh();
    keys[at + 1] = packet.sourceLow();
    keys[at + 2] = packet.destinationHigh();
    keys[at + 3] = packet.destinationLow();
    ports[index] = bothPorts;
    seen[index] = now;
    generation[index]++;
    state[index] = NEW;
    link(index);
    used++;
    return index;
  }

  private int takeNumber(int now) {
    if (freeCount == 0 && capacity < bound) {
      grow();
    }
    if (freeCount == 0) {
      sweep(SWEEP_HARD, now);
    }
    if (freeCount == 0) {
      return NONE;
    }
    int index = free[freeFrom];
    freeFrom = (freeFrom + 1) % free.length;
    freeCount--;
    return index;
  }

  private void grow() {
    int larger = Math.min(bound, capacity * 2);
    keys = Arrays.copyOf(keys, larger * 4);
    ports = Arrays.copyOf(ports, larger);
    chain = Arrays.copyOf(chain, larger);
    seen = Arrays.copyOf(seen, larger);
    generation = Arrays.copyOf(generation, larger);
    state = Arrays.copyOf(state, larger);
    free = new int[larger];
    freeFrom = 0;
    addNumbers(larger);
    heads = heads(larger);
    for (int i = 0; i < larger; i++) {
      if (state[i] != FREE) {
        link(i);
      }
    }
  }

  /** Looks at a few connections in turn and forgets those whose time is over. */
  private void sweep(int steps, int now) {
    int opening = used > bound / 2 ? OPENING_WHEN_FULL : OPENING;
    int linger = used == bound ? LINGER_WHEN_FULL : LINGER;
    for (int i = 0; i < steps && i < capacity; i++) {
      hand = hand + 1 >= capacity ? 0 : hand + 1;
      int idle = now - seen[hand];
      if (state[hand] == NEW && idle > opening || state[hand] == ENDED && idle > linger) {
        forget(hand);
      }
    }
  }

  private void forget(int index) {
    unlink(index);
    state[index] = FREE;
    free[(freeFrom + freeCount++) % free.length] = index;
    used--;
  }

  /**
   * Notes that a connection was accepted; until {@link #release} it stays.
   *
   * @return whose it is, or null if it was forgotten
   */
  synchronized @Nullable Held accept(int index) {
    if (index < 0 || index >= capacity || state[index] == FREE) {
      return null;
    }
    state[index] = HELD;
    generation[index]++;
    return new Held(index, generation[index], ends(index));
  }

  /** Notes that an accepted connection is over. One that has a successor by now is left alone. */
  synchronized void release(Held held, int now) {
    if (generation[held.index()] == held.generation() && state[held.index()] == HELD) {
      state[held.index()] = ENDED;
      seen[held.index()] = now;
    }
  }

  /** The ends of a connection, as its client sees them; null if there is none of the number. */
  synchronized @Nullable Endpoints get(int index, int now) {
    if (index < 0 || index >= capacity || state[index] == FREE) {
      return null;
    }
    seen[index] = now;
    return ends(index);
  }

  private Endpoints ends(int index) {
    int at = index * 4;
    return new Endpoints(v4, keys[at], keys[at + 1], keys[at + 2], keys[at + 3], ports[index]);
  }

  /** Connections that are remembered. */
  synchronized int size() {
    return used;
  }

  /**
   * A connection that was accepted.
   *
   * @param generation tells it from an earlier one of the same number
   */
  record Held(int index, int generation, Endpoints ends) {}

  private int find(long sh, long sl, long dh, long dl, int both) {
    for (int i = heads[slot(sh, sl, dh, dl, both)]; i != NONE; i = chain[i]) {
      int at = i * 4;
      if (ports[i] == both
          && keys[at + 1] == sl
          && keys[at + 3] == dl
          && keys[at] == sh
          && keys[at + 2] == dh) {
        return i;
      }
    }
    return NONE;
  }

  private int slotOf(int index) {
    int at = index * 4;
    return slot(keys[at], keys[at + 1], keys[at + 2], keys[at + 3], ports[index]);
  }

  private void link(int index) {
    int slot = slotOf(index);
    chain[index] = heads[slot];
    heads[slot] = index;
  }

  private void unlink(int index) {
    int slot = slotOf(index);
    if (heads[slot] == index) {
      heads[slot] = chain[index];
      return;
    }
    int before = heads[slot];
    while (chain[before] != index) {
      before = chain[before];
    }
    chain[before] = chain[index];
  }

  private int slot(long sh, long sl, long dh, long dl, int both) {
    long mixed = mix(seed ^ sl);
    mixed = mix(mixed ^ dl);
    mixed = mix(mixed ^ both);
    if (!v4) {
      mixed = mix(mix(mixed ^ sh) ^ dh);
    }
    return (int) ((mixed >>> 33) % heads.length);
  }

  private static long mix(long value) {
    long mixed = (value ^ value >>> 32) * 0x9e37_79b9_7f4a_7c15L;
    return (mixed ^ mixed >>> 29) * 0xbf58_476d_1ce4_e5b9L;
  }
}
