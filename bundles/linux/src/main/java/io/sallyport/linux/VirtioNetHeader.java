// SPDX-License-Identifier: Apache-2.0
package io.sallyport.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;

/**
 * The header before each packet of a device with {@code IFF_VNET_HDR}: what is still to be done
 * with the packet. VIRTIO 1.2 §5.1.6, in the byte order of the machine.
 *
 * @param flags {@link #NEEDS_CSUM} or {@link #DATA_VALID}
 * @param gsoType {@link #GSO_NONE} or how the packet is to be cut
 * @param headerLength bytes before the payload; a hint
 * @param gsoSize payload of each piece
 * @param checksumStart where the checksum begins to sum, from the start of the packet
 * @param checksumOffset where it stands, from there
 */
public record VirtioNetHeader(
    int flags, int gsoType, int headerLength, int gsoSize, int checksumStart, int checksumOffset) {

  /** Bytes of it. */
  public static final int LENGTH = 10;

  /** The checksum field holds the sum of the pseudo header only. */
  public static final int NEEDS_CSUM = 1;

  /** The checksum was verified. */
  public static final int DATA_VALID = 2;

  /** One packet. */
  public static final int GSO_NONE = 0;

  /** TCP over IPv4. */
  public static final int GSO_TCPV4 = 1;

  /** TCP over IPv6. */
  public static final int GSO_TCPV6 = 4;

  /** UDP, each piece a datagram of its own. */
  public static final int GSO_UDP_L4 = 5;

  /** Set beside a TCP type where the packet has CWR. */
  public static final int GSO_ECN = 0x80;

  /** Of a packet that is complete. */
  public static final VirtioNetHeader NONE = new VirtioNetHeader(0, GSO_NONE, 0, 0, 0, 0);

  /**
   * Reads it.
   *
   * @param packet at least {@link #LENGTH} bytes
   */
  public static VirtioNetHeader read(MemorySegment packet) {
    return new VirtioNetHeader(
        packet.get(JAVA_BYTE, 0) & 0xff,
        packet.get(JAVA_BYTE, 1) & 0xff,
        packet.get(JAVA_SHORT_UNALIGNED, 2) & 0xffff,
        packet.get(JAVA_SHORT_UNALIGNED, 4) & 0xffff,
        packet.get(JAVA_SHORT_UNALIGNED, 6) & 0xffff,
        packet.get(JAVA_SHORT_UNALIGNED, 8) & 0xffff);
  }

  /** Writes it into the first {@link #LENGTH} bytes. */
  public void write(MemorySegment packet) {
    packet.set(JAVA_BYTE, 0, (byte) flags);
    packet.set(JAVA_BYTE, 1, (byte) gsoType);
    packet.set(JAVA_SHORT_UNALIGNED, 2, (short) headerLength);
    packet.set(JAVA_SHORT_UNALIGNED, 4, (short) gsoSize);
    packet.set(JAVA_SHORT_UNALIGNED, 6, (short) checksumStart);
    packet.set(JAVA_SHORT_UNALIGNED, 8, (short) checksumOffset);
  }
}
