// SPDX-License-Identifier: Apache-2.0
package io.sallyport.linux.internal;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.sallyport.linux.PacketSocket;
import io.sallyport.linux.SystemCallException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.lang.ref.Cleaner;

/**
 * A receive ring of {@code TPACKET_V3}: blocks of 256 KiB that kernel and reader hand to each other
 * by a status word. The kernel's memory is read with as little trust as any: what does not lie
 * within its block ends the block. One thread.
 */
public final class PacketRing {

  private static final int SOL_PACKET = 263;
  private static final int PACKET_VERSION = 10;
  private static final int PACKET_RX_RING = 5;
  private static final int TPACKET_V3 = 2;
  private static final int BLOCK = 1 << 18;
  private static final int FRAME = 2048;
  private static final int RETIRE_MILLIS = 10;

  /** {@code struct tpacket_block_desc}. */
  private static final int BLOCK_STATUS = 8;

  private static final int BLOCK_PACKETS = 12;
  private static final int BLOCK_FIRST = 16;

  /** {@code struct tpacket3_hdr}. */
  private static final int NEXT = 0;

  private static final int CAPTURED = 12;
  private static final int STATUS = 20;
  private static final int MAC = 24;
  private static final int VLAN = 32;
  private static final int HEADER = 48;
  private static final int VLAN_VALID = 1 << 4;

  private static final VarHandle WORD = JAVA_INT.varHandle();
  private static final Cleaner CLEANER = Cleaner.create();

  private final MemorySegment memory;
  private int block;

  private PacketRing(MemorySegment memory) {
    this.memory = memory;
    var mapped = memory;
    CLEANER.register(this, () -> Libc.unmap(mapped));
  }

  /** Gives a socket a ring and maps it. */
  public static PacketRing map(int fd, int mebibytes) throws SystemCallException {
    int blocks = mebibytes * ((1 << 20) / BLOCK);
    try (var arena = Arena.ofConfined()) {
      Libc.check(
          Libc.setsockopt(fd, SOL_PACKET, PACKET_VERSION, arena.allocateFrom(JAVA_INT, TPACKET_V3)),
          "setsockopt PACKET_VERSION",
          null);
      var request = arena.allocate(28, 4);
      request.set(JAVA_INT, 0, BLOCK);
      request.set(JAVA_INT, 4, blocks);
      request.set(JAVA_INT, 8, FRAME);
      request.set(JAVA_INT, 12, BLOCK / FRAME * blocks);
      request.set(JAVA_INT, 16, RETIRE_MILLIS);
      Libc.check(
          Libc.setsockopt(fd, SOL_PACKET, PACKET_RX_RING, request),
          "setsockopt PACKET_RX_RING",
          null);
    }
    return new PacketRing(Libc.map(fd, (long) BLOCK * blocks));
  }

  /** Takes the next block if it is the reader's, and gives it back. */
  public int take(PacketSocket.Frames frames) {
    long start = (long) block * BLOCK;
    if (((int) WORD.getAcquire(memory, start + BLOCK_STATUS) & 1) == 0) {
      return 0;
    }
    try {
      return each(memory.asSlice(start, BLOCK), frames);
    } finally {
      WORD.setRelease(memory, start + BLOCK_STATUS, 0);
      block = (block + 1) % (int) (memory.byteSize() / BLOCK);
    }
  }

  private static int each(MemorySegment block, PacketSocket.Frames frames) {
    int packets = block.get(JAVA_INT, BLOCK_PACKETS);
    long at = Integer.toUnsignedLong(block.get(JAVA_INT, BLOCK_FIRST));
    int taken = 0;
    while (taken < packets && at >= BLOCK_FIRST && at + HEADER <= BLOCK && at % 8 == 0) {
      long frame = at + (block.get(JAVA_SHORT, at + MAC) & 0xffff);
      long length = Integer.toUnsignedLong(block.get(JAVA_INT, at + CAPTURED));
      if (frame + length > BLOCK) {
        break;
      }
      boolean tagged = (block.get(JAVA_INT, at + STATUS) & VLAN_VALID) != 0;
      frames.frame(
          block.asSlice(frame, length), tagged ? block.get(JAVA_INT, at + VLAN) & 0xffff : -1);
      taken++;
      long next = Integer.toUnsignedLong(block.get(JAVA_INT, at + NEXT));
      if (next == 0) {
        break;
      }
      at += next;
    }
    return taken;
  }
}
