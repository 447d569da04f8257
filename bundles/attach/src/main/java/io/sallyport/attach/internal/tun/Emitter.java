// SPDX-License-Identifier: Apache-2.0
package io.sallyport.attach.internal.tun;

import static io.sallyport.attach.internal.tun.Wire.INT;
import static io.sallyport.attach.internal.tun.Wire.set16;
import static io.sallyport.attach.internal.tun.Wire.set8;

import io.sallyport.linux.TunQueue;
import io.sallyport.linux.VirtioNetHeader;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Makes packets in memory of its own. Each method leaves one packet, with its virtio header if the
 * device has one, between {@link #start} and {@link #end} of {@link #memory}. One thread.
 */
final class Emitter {

  private static final int TTL = 64;
  private static final int ROOM = 128;

  /** RFC 6864: of packets that may be fragmented on their way, no two may have the same number. */
  private static final AtomicInteger IDENTIFICATION = new AtomicInteger();

  private final boolean vnetHdr;
  private final MemorySegment memory = Arena.ofAuto().allocate(ROOM + TunQueue.MAX_PACKET, 8);
  private int start;
  private int end;

  Emitter(boolean vnetHdr) {
    this.vnetHdr = vnetHdr;
  }

  MemorySegment memory() {
    return memory;
  }

  /** Where the packet as it is written begins. */
  int start() {
    return start;
  }

  int end() {
    return end;
  }

  MemorySegment packet() {
    return memory.asSlice(start, end - start);
  }

  /** Where a transport header is to be written before its IP header is. */
  static int transport() {
    return ROOM;
  }

  /** Finishes a packet: computes its transport checksum and puts the IP header before it. */
  void finish(InetAddress source, InetAddress destination, int protocol, int length, int checksum) {
    var from = source.getAddress();
    var to = destination.getAddress();
    boolean v4 = from.length == 4;
    int ip = v4 ? putV4(from, to, protocol, length) : putV6(from, to, protocol, length);
    if (checksum >= 0) {
      set16(memory, ROOM + checksum, 0);
      long sum = Wire.sum(memory, ROOM, length);
      // RFC 792: that of ICMP for IPv4 is the only one without a pseudo header.
      if (protocol != Wire.ICMP) {
        int addresses = v4 ? ip + 12 : ip + 8;
        sum += Wire.sum(memory, addresses, v4 ? 8 : 32) + protocol + length;
      }
      int folded = ~Wire.fold(sum) & 0xffff;
      // RFC 768: no sum at all is written as 0.
      set16(memory, ROOM + checksum, folded == 0 && protocol == Wire.UDP ? 0xffff : folded);
    }
    head(ip);
    end = ROOM + length;
  }

  /** Puts the virtio header of a complete packet before it. */
  private void head(int ip) {
    start = ip;
    if (vnetHdr) {
      start -= VirtioNetHeader.LENGTH;
      VirtioNetHeader.NONE.write(memory.asSlice(start, VirtioNetHeader.LENGTH));
    }
  }

  private int putV4(byte[] from, byte[] to, int protocol, int length) {
    int ip = ROOM - 20;
    memory.set(INT, ip, 0x45 << 24 | 20 + length);
    set16(memory, ip + 4, IDENTIFICATION.incrementAndGet());
    set16(memory, ip + 6, 0);
    set8(memory, ip + 8, TTL);
    set8(memory, ip + 9, protocol);
    set16(memory, ip + 10, 0);
    memory.asSlice(ip + 12, 4).copyFrom(MemorySegment.ofArray(from));
    memory.asSlice(ip + 16, 4).copyFrom(MemorySegment.ofArray(to));
    set16(memory, ip + 10, ~Wire.fold(Wire.sum(memory, ip, 20)));
    return ip;
  }

  private int putV6(byte[] from, byte[] to, int protocol, int length) {
    int ip = ROOM - 40;
    memory.set(INT, ip, 6 << 28);
    set16(memory, ip + 4, length);
    set8(memory, ip + 6, protocol);
    set8(memory, ip + 7, TTL);
    memory.asSlice(ip + 8, 16).copyFrom(MemorySegment.ofArray(from));
    memory.asSlice(ip + 24, 16).copyFrom(MemorySegment.ofArray(to));
    return ip;
  }

  /**
   * Cuts an IPv6 packet that was finished to pieces, RFC 8200 §4.5: nobody does it on the way.
   *
   * @param mtu longest packet, in bytes
   * @param out takes each piece, which is there during the call only
   */
  void fragment(int mtu, java.util.function.Consumer<MemorySegment> out) {
    int ip = ROOM - 40;
    int length = end - ROOM;
    int piece = (mtu - 48) & ~7;
    int identification = IDENTIFICATION.incrementAndGet();
    int protocol = Wire.u8(memory, ip + 6);
    try (var arena = Arena.ofConfined()) {
      int head = ROOM - start;
      var copy = arena.allocate(head + 8 + piece, 8);
      for (int offset = 0; offset < length; offset += piece) {
        int bytes = Math.min(piece, length - offset);
        copy.copyFrom(memory.asSlice(start, head));
        set16(copy, head - 36, 8 + bytes);
        set8(copy, head - 34, 44);
        set8(copy, head, protocol);
        set8(copy, head + 1, 0);
        set16(copy, head + 2, offset | (offset + bytes < length ? 1 : 0));
        copy.set(INT, head + 4, identification);
        copy.asSlice(head + 8, bytes).copyFrom(memory.asSlice(ROOM + offset, bytes));
        out.accept(copy.asSlice(0, head + 8 + bytes));
      }
    }
  }
}
