// SPDX-License-Identifier: Apache-2.0
package io.sallyport.attach.internal.tun;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.BitSet;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Puts fragments together: RFC 791 §3.2, RFC 8200 §4.5. Bounded in packets, bytes and time; what
 * overlaps is thrown away whole, as RFC 5722 wants it, and so is what would be longer than a packet
 * can be. One thread.
 */
final class Reassembly {

  /** Packets that wait for the rest. */
  static final int MAX_PACKETS = 64;

  /** Seconds that one waits. */
  static final int PATIENCE = 15;

  private static final int MAX_LENGTH = 65535;

  /** Fragments lie at multiples of 8 bytes. */
  private static final int UNIT = 8;

  private final LinkedHashMap<Key, Partial> partials = new LinkedHashMap<>();
  private long dropped;

  private record Key(
      boolean v4, long sh, long sl, long dh, long dl, int identification, int protocol) {}

  private static final class Partial {
    final int since;
    final BitSet units = new BitSet();
    MemorySegment memory = Arena.ofAuto().allocate(4096, 8);
    byte[] header = {};
    int length = -1;
    int highest;

    Partial(int since) {
      this.since = since;
    }
  }

  /**
   * Takes a fragment.
   *
   * @param now in seconds
   * @return the whole packet, complete with an IP header without fragment fields, or null while
   *     something is missing
   */
  @Nullable MemorySegment add(IpPacket fragment, int now) {
    expire(now);
    var key =
        new Key(
            fragment.isV4(),
            fragment.sourceHigh(),
            fragment.sourceLow(),
            fragment.destinationHigh(),
            fragment.destinationLow(),
            fragment.identification(),
            fragment.isV4() ? fragment.protocol() : 0);
    var partial = partials.get(key);
    if (partial == null) {
      if (partials.size() >= MAX_PACKETS) {
        partials.pollFirstEntry();
        dropped++;
      }
      partial = new Partial(now);
      partials.put(key, partial);
    }
    if (!put(partial, fragment)) {
      partials.remove(key);
      dropped++;
      return null;
    }
    if (partial.header.length == 0
        || partial.length < 0
        || partial.units.cardinality() < (partial.length + UNIT - 1) / UNIT) {
      return null;
    }
    partials.remove(key);
    return whole(partial, fragment.isV4());
  }

  private void expire(int now) {
    var oldest = partials.firstEntry();
    while (oldest != null && now - oldest.getValue().since > PATIENCE) {
      partials.pollFirstEntry();
      dropped++;
      oldest = partials.firstEntry();
    }
  }

  private static boolean put(Partial partial, IpPacket fragment) {
    int offset = fragment.fragmentOffset();
    int bytes = fragment.payloadLength();
    int end = offset + bytes;
    boolean last = !fragment.moreFragments();
    if (bytes == 0
        || end > MAX_LENGTH - (fragment.isV4() ? 20 : 0)
        || !last && bytes % UNIT != 0
        || partial.length >= 0 && (last || end > partial.length)
        || last && end < partial.highest) {
      return false;
    }
    int from = offset / UNIT;
    int to = (end + UNIT - 1) / UNIT;
    int overlap = partial.units.nextSetBit(from);
    if (overlap >= 0 && overlap < to) {
      return false;
    }
    partial.units.set(from, to);
    partial.highest = Math.max(partial.highest, end);
    if (last) {
      partial.length = end;
    }
    grow(partial, end);
    MemorySegment.copy(fragment.memory(), fragment.payload(), partial.memory, offset, bytes);
    if (offset == 0) {
      partial.header = header(fragment);
    }
    return true;
  }

  /** Room follows the bytes that are there: at most once more than the fragment's end. */
  private static void grow(Partial partial, int end) {
    if (end > partial.memory.byteSize()) {
      var larger =
          Arena.ofAuto()
              .allocate(Math.min(MAX_LENGTH + 1L, Math.max(end, 2 * partial.memory.byteSize())), 8);
      larger.copyFrom(partial.memory);
      partial.memory = larger;
    }
  }

  /** A plain IP header: options and extension headers are of no use to what comes behind. */
  private static byte[] header(IpPacket fragment) {
    int length = fragment.isV4() ? 20 : 40;
    var header = new byte[length];
    MemorySegment.copy(
        fragment.memory(),
        java.lang.foreign.ValueLayout.JAVA_BYTE,
        fragment.start(),
        header,
        0,
        length);
    header[fragment.isV4() ? 9 : 6] = (byte) fragment.protocol();
    return header;
  }

  private static MemorySegment whole(Partial partial, boolean v4) {
    int header = partial.header.length;
    var packet = Arena.ofAuto().allocate(header + partial.length, 8);
    packet.copyFrom(MemorySegment.ofArray(partial.header));
    MemorySegment.copy(partial.memory, 0, packet, header, partial.length);
    if (v4) {
      Wire.set8(packet, 0, 0x45);
      Wire.set16(packet, 2, header + partial.length);
      Wire.set16(packet, 6, 0);
      Wire.set16(packet, 10, 0);
      Wire.set16(packet, 10, ~Wire.fold(Wire.sum(packet, 0, 20)));
    } else {
      Wire.set16(packet, 4, partial.length);
    }
    return packet;
  }

  /** Packets that were thrown away. */
  long dropped() {
    return dropped;
  }
}
