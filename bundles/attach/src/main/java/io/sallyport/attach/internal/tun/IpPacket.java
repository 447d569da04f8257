// SPDX-License-Identifier: Apache-2.0
package io.sallyport.attach.internal.tun;

import static io.sallyport.attach.internal.tun.Wire.u16;
import static io.sallyport.attach.internal.tun.Wire.u8;

import java.lang.foreign.MemorySegment;

/**
 * Where the parts of an IP packet are: RFC 791 §3.1, RFC 8200 §3 and §4. One object is used again
 * for packet after packet; not for concurrent use.
 */
final class IpPacket {

  private static final int MAX_EXTENSIONS = 8;
  private static final int HOP_BY_HOP = 0;
  private static final int ROUTING = 43;
  private static final int FRAGMENT = 44;
  private static final int AUTHENTICATION = 51;
  private static final int DESTINATION_OPTIONS = 60;

  private MemorySegment memory = MemorySegment.NULL;
  private int start;
  private int end;
  private int version;
  private int protocol;
  private int payload;
  private int fragmentHeader;
  private int fragmentOffset;
  private boolean moreFragments;
  private boolean cited;

  /** As {@link #parse}, of a packet of which only the beginning is there, cited by an error. */
  boolean parseCited(MemorySegment memory, int start, int available) {
    cited = true;
    boolean well = look(memory, start, available);
    cited = false;
    return well;
  }

  /**
   * Looks at a packet.
   *
   * @param memory holds it
   * @param start where its IP header begins
   * @param available bytes from there; what its header announces beyond them makes it malformed,
   *     what stands behind it is left out
   * @return whether it is well-formed as far as its IP headers go
   */
  boolean parse(MemorySegment memory, int start, int available) {
    return look(memory, start, available);
  }

  private boolean look(MemorySegment memory, int start, int available) {
    this.memory = memory;
    this.start = start;
    this.fragmentHeader = 0;
    this.fragmentOffset = 0;
    this.moreFragments = false;
    if (available < 20) {
      return false;
    }
    version = u8(memory, start) >>> 4;
    return switch (version) {
      case 4 -> parse4(available);
      case 6 -> available >= 40 && parse6(available);
      default -> false;
    };
  }

  private boolean parse4(int available) {
    int header = (u8(memory, start) & 15) * 4;
    int total = u16(memory, start + 2);
    if (header < 20 || header > available || total < header || total > available && !cited) {
      return false;
    }
    int fragment = u16(memory, start + 6);
    moreFragments = (fragment & 0x2000) != 0;
    fragmentOffset = (fragment & 0x1fff) * 8;
    protocol = u8(memory, start + 9);
    payload = start + header;
    end = start + Math.min(total, available);
    return true;
  }

  private boolean parse6(int available) {
    int length = u16(memory, start + 4);
    if (length == 0 || 40 + length > available && !cited) {
      return false;
    }
    end = start + Math.min(40 + length, available);
    payload = start + 40;
    protocol = u8(memory, start + 6);
    for (int i = 0; i < MAX_EXTENSIONS; i++) {
      int size;
      switch (protocol) {
        case HOP_BY_HOP, ROUTING, DESTINATION_OPTIONS -> size = extension(8, 8);
        case AUTHENTICATION -> size = extension(4, 8);
        case FRAGMENT -> {
          size = 8;
          if (end - payload < 8 || fragmentHeader != 0) {
            return false;
          }
          fragmentHeader = payload;
          int fragment = u16(memory, payload + 2);
          moreFragments = (fragment & 1) != 0;
          fragmentOffset = fragment & 0xfff8;
        }
        default -> {
          return true;
        }
      }
      if (size < 0 || size > end - payload) {
        return false;
      }
      protocol = u8(memory, payload);
      payload += size;
      if (fragmentOffset != 0) {
        // What follows is the middle of something.
        return true;
      }
    }
    return false;
  }

  /** Bytes of an extension header that counts its length in units beyond the first ones. */
  private int extension(int unit, int first) {
    return end - payload < 8 ? -1 : first + u8(memory, payload + 1) * unit;
  }

  MemorySegment memory() {
    return memory;
  }

  /** Where the IP header begins. */
  int start() {
    return start;
  }

  /** Behind its last byte. */
  int end() {
    return end;
  }

  boolean isV4() {
    return version == 4;
  }

  /** Of what the payload is; of a later fragment, what its first one says it is. */
  int protocol() {
    return protocol;
  }

  /** Where the payload begins, behind all IP headers. */
  int payload() {
    return payload;
  }

  /** Bytes of the payload. */
  int payloadLength() {
    return end - payload;
  }

  boolean isFragment() {
    return moreFragments || fragmentOffset != 0;
  }

  boolean moreFragments() {
    return moreFragments;
  }

  /** Where a fragment's payload belongs, in bytes. */
  int fragmentOffset() {
    return fragmentOffset;
  }

  /** Where the IPv6 fragment header is; 0 if there is none. */
  int fragmentHeader() {
    return fragmentHeader;
  }

  /** What all fragments of one packet have in common, beside addresses. */
  int identification() {
    return isV4()
        ? u16(memory, start + 4)
        : fragmentHeader == 0 ? 0 : memory.get(Wire.INT, fragmentHeader + 4);
  }

  /** Where the source address is. */
  int sourceAt() {
    return isV4() ? start + 12 : start + 8;
  }

  /** Where the destination address is. */
  int destinationAt() {
    return isV4() ? start + 16 : start + 24;
  }

  /** The upper half of the source address; 0 for IPv4. */
  long sourceHigh() {
    return isV4() ? 0 : memory.get(Wire.LONG, start + 8);
  }

  /** The lower half of the source address; all of an IPv4 one. */
  long sourceLow() {
    return isV4()
        ? memory.get(Wire.INT, start + 12) & 0xffff_ffffL
        : memory.get(Wire.LONG, start + 16);
  }

  /** The upper half of the destination address; 0 for IPv4. */
  long destinationHigh() {
    return isV4() ? 0 : memory.get(Wire.LONG, start + 24);
  }

  /** The lower half of the destination address; all of an IPv4 one. */
  long destinationLow() {
    return isV4()
        ? memory.get(Wire.INT, start + 16) & 0xffff_ffffL
        : memory.get(Wire.LONG, start + 32);
  }

  /** The sum of what stands before a transport header for its checksum: RFC 8200 §8.1. */
  long pseudoHeader(int length) {
    int size = isV4() ? 8 : 32;
    return Wire.sum(memory, sourceAt(), size) + protocol + length;
  }

  /** Whether the transport checksum over the whole payload is right. */
  boolean hasRightChecksum() {
    long sum = Wire.sum(memory, payload, payloadLength()) + pseudoHeader(payloadLength());
    return Wire.fold(sum) == 0xffff;
  }
}
