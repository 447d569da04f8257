// SPDX-License-Identifier: Apache-2.0
package io.sallyport.attach.internal.tun;

import static io.sallyport.attach.internal.tun.Wire.fold;
import static io.sallyport.attach.internal.tun.Wire.u16;
import static io.sallyport.attach.internal.tun.Wire.u8;
import static io.sallyport.attach.internal.tun.Wire.words;

import java.lang.foreign.MemorySegment;

/**
 * Turns a client's TCP packet into one for the listener, and the listener's answer into one of the
 * server that the client meant. A packet of 64 KiB costs no more than an empty one: checksums are
 * carried over by the difference of what was changed (RFC 1624), and a half-done one, which holds
 * the sum of the pseudo header only, by the difference of the addresses. Any thread.
 */
final class TcpRewriter {

  private static final int FIN_SYN_RST_ACK = 0x17;
  private static final int SYN = 0x02;

  private final DeviceAddresses addresses;
  private final NatTable table4;
  private final NatTable table6;
  private volatile int port4;
  private volatile int port6;

  TcpRewriter(DeviceAddresses addresses, NatTable table4, NatTable table6) {
    this.addresses = addresses;
    this.table4 = table4;
    this.table6 = table6;
  }

  /** Ports of the listeners; 0 where a family has none. */
  void listening(int port4, int port6) {
    this.port4 = port4;
    this.port6 = port6;
  }

  /** What is to become of a packet. */
  enum Verdict {
    /** It was rewritten: back to the kernel with it. */
    REWRITTEN,
    /** It belongs to no connection that we know. */
    STRAY,
    /** It begins a connection and there is no room. */
    FULL,
    /** It is no TCP, or goes where nothing goes. */
    BAD
  }

  /**
   * Rewrites.
   *
   * @param packet a whole one, with a TCP header as far as its protocol says
   * @param partial whether its checksum is half done
   * @param now in seconds
   */
  Verdict rewrite(IpPacket packet, boolean partial, int now) {
    if (packet.payloadLength() < 20
        || (u8(packet.memory(), packet.payload() + 12) >>> 4) * 4 > packet.payloadLength()
        || u8(packet.memory(), packet.payload() + 12) >>> 4 < 5) {
      return Verdict.BAD;
    }
    boolean v4 = packet.isV4();
    int listener = v4 ? port4 : port6;
    if (listener == 0) {
      return Verdict.BAD;
    }
    int ports = packet.memory().get(Wire.INT, packet.payload());
    boolean fromListener =
        ports >>> 16 == listener
            && packet.sourceLow() == addresses.listenerLow(v4)
            && packet.sourceHigh() == addresses.high(v4);
    return fromListener
        ? toClient(packet, ports, partial, now)
        : toListener(packet, ports, listener, partial, now);
  }

  private Verdict toClient(IpPacket packet, int ports, boolean partial, int now) {
    boolean v4 = packet.isV4();
    int index =
        addresses.index(v4, packet.destinationHigh(), packet.destinationLow(), ports & 0xffff);
    var ends = index < 0 ? null : table(v4).get(index, now);
    if (ends == null) {
      return Verdict.BAD;
    }
    put(
        packet,
        partial,
        ends.destinationHigh(),
        ends.destinationLow(),
        ends.sourceHigh(),
        ends.sourceLow(),
        Integer.rotateLeft(ends.ports(), 16));
    return Verdict.REWRITTEN;
  }

  private Verdict toListener(IpPacket packet, int ports, int listener, boolean partial, int now) {
    boolean v4 = packet.isV4();
    // The listener's own machine may be a client, from the device's address; of the device's own
    // addresses only that of DNS is a server.
    if (addresses.isOurs(v4, packet.destinationHigh(), packet.destinationLow())
        && !addresses.isDns(v4, packet.destinationHigh(), packet.destinationLow())) {
      return Verdict.BAD;
    }
    boolean begins = (u8(packet.memory(), packet.payload() + 13) & FIN_SYN_RST_ACK) == SYN;
    var table = table(v4);
    int index = begins ? table.findOrAdd(packet, ports, now) : table.find(packet, ports, now);
    if (index == NatTable.NONE) {
      return begins ? Verdict.FULL : Verdict.STRAY;
    }
    put(
        packet,
        partial,
        addresses.high(v4),
        addresses.clientLow(v4, index),
        addresses.high(v4),
        addresses.listenerLow(v4),
        addresses.clientPort(index) << 16 | listener);
    return Verdict.REWRITTEN;
  }

  /**
   * Turns an ICMP error about a packet that a client was sent into one about the packet that the
   * listener sent: without it the kernel would never learn of a smaller MTU on the way to a client.
   *
   * @param error a whole ICMP message
   * @param inner to be used
   * @return whether it is now for the listener
   */
  boolean rewriteError(IpPacket error, IpPacket inner) {
    int at = error.payload() + 8;
    boolean v4 = error.isV4();
    int listener = v4 ? port4 : port6;
    if (error.payloadLength() < 16
        || listener == 0
        || !inner.parseCited(error.memory(), at, error.end() - at)
        || inner.isV4() != v4
        || inner.protocol() != Wire.TCP
        || inner.fragmentOffset() != 0
        || inner.payloadLength() < 8) {
      return false;
    }
    int index = table(v4).findByAnswer(inner, inner.memory().get(Wire.INT, inner.payload()));
    if (index == NatTable.NONE) {
      return false;
    }
    inner.memory().set(Wire.INT, inner.payload(), listener << 16 | addresses.clientPort(index));
    long high = addresses.high(v4);
    long low = addresses.listenerLow(v4);
    long client = addresses.clientLow(v4, index);
    putAddresses(inner, difference(inner, high, low, high, client), high, low, high, client);
    long sourceHigh = error.sourceHigh();
    long sourceLow = error.sourceLow();
    putAddresses(
        error,
        difference(error, sourceHigh, sourceLow, high, low),
        sourceHigh,
        sourceLow,
        high,
        low);
    var memory = error.memory();
    Wire.set16(memory, error.payload() + 2, 0);
    long sum = Wire.sum(memory, error.payload(), error.payloadLength());
    sum += v4 ? 0 : error.pseudoHeader(error.payloadLength());
    Wire.set16(memory, error.payload() + 2, ~fold(sum));
    return true;
  }

  private NatTable table(boolean v4) {
    return v4 ? table4 : table6;
  }

  private static void put(
      IpPacket packet,
      boolean partial,
      long sourceHigh,
      long sourceLow,
      long destinationHigh,
      long destinationLow,
      int ports) {
    var memory = packet.memory();
    long difference = difference(packet, sourceHigh, sourceLow, destinationHigh, destinationLow);
    int tcp = packet.payload();
    int checksum = u16(memory, tcp + 16);
    if (partial) {
      Wire.set16(memory, tcp + 16, fold(checksum + difference));
    } else {
      int before = memory.get(Wire.INT, tcp);
      long all = difference + words(~before & 0xffff_ffffL) + words(ports & 0xffff_ffffL);
      Wire.set16(memory, tcp + 16, ~fold((~checksum & 0xffff) + all));
    }
    memory.set(Wire.INT, tcp, ports);
    putAddresses(packet, difference, sourceHigh, sourceLow, destinationHigh, destinationLow);
  }

  /** What other addresses add to a sum, RFC 1624. */
  private static long difference(IpPacket packet, long sh, long sl, long dh, long dl) {
    return words(~packet.sourceHigh())
        + words(~packet.sourceLow())
        + words(~packet.destinationHigh())
        + words(~packet.destinationLow())
        + words(sh)
        + words(sl)
        + words(dh)
        + words(dl);
  }

  private static void putAddresses(
      IpPacket packet, long difference, long sh, long sl, long dh, long dl) {
    MemorySegment memory = packet.memory();
    int start = packet.start();
    if (packet.isV4()) {
      int checksum = u16(memory, start + 10);
      Wire.set16(memory, start + 10, ~fold((~checksum & 0xffff) + difference));
      memory.set(Wire.INT, start + 12, (int) sl);
      memory.set(Wire.INT, start + 16, (int) dl);
    } else {
      memory.set(Wire.LONG, start + 8, sh);
      memory.set(Wire.LONG, start + 16, sl);
      memory.set(Wire.LONG, start + 24, dh);
      memory.set(Wire.LONG, start + 32, dl);
    }
  }
}
