// SPDX-License-Identifier: Apache-2.0
package io.sallyport.attach.internal.tun;

import static io.sallyport.attach.internal.tun.Wire.INT;
import static io.sallyport.attach.internal.tun.Wire.set16;
import static io.sallyport.attach.internal.tun.Wire.set8;
import static io.sallyport.attach.internal.tun.Wire.u8;

import io.netty.buffer.ByteBuf;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** The packets that we send of ourselves. Each leaves one packet in the emitter. One thread. */
final class Replies {

  private static final int ECHO_REQUEST4 = 8;
  private static final int ECHO_REQUEST6 = 128;
  private static final int ECHO_REPLY6 = 129;

  /** RFC 4443 §2.4 (c): an error with what it cites is no longer than the least MTU of IPv6. */
  private static final int MAX_CITED = 1280 - 48;

  /** RFC 1812 §4.3.2.3: an error is no longer than 576 bytes. */
  private static final int MAX_CITED4 = 576 - 28;

  private final Emitter emitter;

  Replies(Emitter emitter) {
    this.emitter = emitter;
  }

  /** Why a packet is not delivered. */
  enum Unreachable {
    HOST(1, 3),
    PORT(3, 4),
    PROHIBITED(13, 1);

    private final int code4;
    private final int code6;

    Unreachable(int code4, int code6) {
      this.code4 = code4;
      this.code6 = code6;
    }
  }

  /** A datagram from a server to a client. */
  void datagram(InetSocketAddress from, InetSocketAddress to, ByteBuf content) {
    int length = 8 + content.readableBytes();
    int at = Emitter.transport();
    var memory = emitter.memory();
    memory.set(INT, at, from.getPort() << 16 | to.getPort());
    set16(memory, at + 4, length);
    content.getBytes(content.readerIndex(), memory.asSlice(at + 8, length - 8).asByteBuffer());
    emitter.finish(from.getAddress(), to.getAddress(), Wire.UDP, length, 6);
  }

  /** Whether a packet is an echo request. */
  static boolean isEchoRequest(IpPacket packet) {
    int type = packet.isV4() ? ECHO_REQUEST4 : ECHO_REQUEST6;
    return packet.payloadLength() >= 8 && u8(packet.memory(), packet.payload()) == type;
  }

  /** Whether a packet is an ICMP error, or too short to be told from one. */
  static boolean isError(IpPacket packet) {
    boolean icmp = packet.protocol() == (packet.isV4() ? Wire.ICMP : Wire.ICMPV6);
    if (!icmp || packet.payloadLength() < 8) {
      return icmp;
    }
    int type = u8(packet.memory(), packet.payload());
    return packet.isV4() ? type == 3 || type == 11 || type == 12 : type < ECHO_REQUEST6;
  }

  /** The answer to an echo request, in the name of who was asked: RFC 792, RFC 4443 §4.2. */
  void echo(IpPacket request) {
    int at = Emitter.transport();
    var memory = emitter.memory();
    int length = request.payloadLength();
    MemorySegment.copy(request.memory(), request.payload(), memory, at, length);
    set8(memory, at, request.isV4() ? 0 : ECHO_REPLY6);
    emitter.finish(
        destination(request), source(request), request.isV4() ? Wire.ICMP : Wire.ICMPV6, length, 2);
  }

  /**
   * The ICMP error about a packet, in the name of who it was for.
   *
   * @return whether there may be one: none is sent about ICMP errors, or to nobody in particular
   */
  boolean unreachable(IpPacket about, Unreachable why) {
    var source = source(about);
    if (!mayBeTold(about, source)) {
      return false;
    }
    int at = Emitter.transport();
    var memory = emitter.memory();
    int cited = Math.min(about.end() - about.start(), about.isV4() ? MAX_CITED4 : MAX_CITED);
    error(about.isV4(), why);
    MemorySegment.copy(about.memory(), about.start(), memory, at + 8, cited);
    emitter.finish(
        destination(about), source, about.isV4() ? Wire.ICMP : Wire.ICMPV6, 8 + cited, 2);
    return true;
  }

  /** The same about a datagram of which the ends are left. */
  void unreachable(InetSocketAddress from, InetSocketAddress to, Unreachable why) {
    boolean v4 = from.getAddress().getAddress().length == 4;
    int at = Emitter.transport();
    var memory = emitter.memory();
    // The datagram is made once more, without its content, to be cited.
    memory.set(INT, at, from.getPort() << 16 | to.getPort());
    set16(memory, at + 4, 8);
    emitter.finish(from.getAddress(), to.getAddress(), Wire.UDP, 8, 6);
    int header = v4 ? 20 : 40;
    MemorySegment.copy(memory, at - header, memory, at + 8, header + 8L);
    error(v4, why);
    emitter.finish(
        to.getAddress(), from.getAddress(), v4 ? Wire.ICMP : Wire.ICMPV6, 8 + header + 8, 2);
  }

  private void error(boolean v4, Unreachable why) {
    int at = Emitter.transport();
    emitter.memory().set(INT, at, v4 ? 3 << 24 | why.code4 << 16 : 1 << 24 | why.code6 << 16);
    emitter.memory().set(INT, at + 4, 0);
  }

  /** RFC 1122 §3.2.2, RFC 4443 §2.4 (e). */
  private static boolean mayBeTold(IpPacket about, InetAddress source) {
    return !isError(about)
        && about.fragmentOffset() == 0
        && !source.isAnyLocalAddress()
        && !source.isMulticastAddress()
        && !source.isLoopbackAddress()
        && !destination(about).isMulticastAddress();
  }

  /** The reset of a TCP packet of no connection, RFC 9293 §3.10.7.1; none for a reset. */
  boolean reset(IpPacket about) {
    var memory = emitter.memory();
    var theirs = about.memory();
    int tcp = about.payload();
    int flags = u8(theirs, tcp + 13);
    int header = (u8(theirs, tcp + 12) >>> 4) * 4;
    if ((flags & 0x04) != 0) {
      return false;
    }
    int at = Emitter.transport();
    memory.set(INT, at, Integer.rotateLeft(theirs.get(INT, tcp), 16));
    if ((flags & 0x10) != 0) {
      memory.set(INT, at + 4, theirs.get(INT, tcp + 8));
      memory.set(INT, at + 8, 0);
      memory.set(INT, at + 12, 0x5004 << 16);
    } else {
      int covers = about.payloadLength() - header + (flags & 1) + (flags >>> 1 & 1);
      memory.set(INT, at + 4, 0);
      memory.set(INT, at + 8, theirs.get(INT, tcp + 4) + covers);
      memory.set(INT, at + 12, 0x5014 << 16);
    }
    memory.set(INT, at + 16, 0);
    emitter.finish(destination(about), source(about), Wire.TCP, 20, 16);
    return true;
  }

  private static InetAddress source(IpPacket packet) {
    return Endpoints.address(packet.isV4(), packet.sourceHigh(), packet.sourceLow());
  }

  private static InetAddress destination(IpPacket packet) {
    return Endpoints.address(packet.isV4(), packet.destinationHigh(), packet.destinationLow());
  }
}
