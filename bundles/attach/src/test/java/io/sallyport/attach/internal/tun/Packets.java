// SPDX-License-Identifier: Apache-2.0
package io.sallyport.attach.internal.tun;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Random;

/** Packets for tests, made and checked without the code under test. */
final class Packets {

  static final InetAddress CLIENT4 = InetAddress.ofLiteral("10.200.1.2");
  static final InetAddress SERVER4 = InetAddress.ofLiteral("203.0.113.7");
  static final InetAddress CLIENT6 = InetAddress.ofLiteral("fd00:1::2");
  static final InetAddress SERVER6 = InetAddress.ofLiteral("2001:db8::7");

  private Packets() {}

  static MemorySegment segment(byte[] bytes) {
    var memory = Arena.ofAuto().allocate(Math.max(1, bytes.length), 8);
    memory.copyFrom(MemorySegment.ofArray(bytes));
    return memory.asSlice(0, bytes.length);
  }

  static IpPacket parsed(byte[] bytes) {
    return parsed(segment(bytes));
  }

  static IpPacket parsed(MemorySegment memory) {
    var packet = new IpPacket();
    if (!packet.parse(memory, 0, (int) memory.byteSize())) {
      throw new AssertionError("not a packet");
    }
    return packet;
  }

  static byte[] bytes(MemorySegment memory) {
    return memory.toArray(java.lang.foreign.ValueLayout.JAVA_BYTE);
  }

  /** An IP packet; {@code extension} goes between the headers of IPv6. */
  static byte[] ip(InetAddress from, InetAddress to, int protocol, byte[] payload) {
    return from.getAddress().length == 4
        ? ip4(from, to, protocol, payload, 0)
        : ip6(from, to, protocol, payload);
  }

  static byte[] ip4(InetAddress from, InetAddress to, int protocol, byte[] payload, int fragment) {
    var out =
        ByteBuffer.allocate(20 + payload.length)
            .putShort(0, (short) 0x4500)
            .putShort(2, (short) (20 + payload.length))
            .putShort(4, (short) 0x1234)
            .putShort(6, (short) fragment)
            .put(8, (byte) 63)
            .put(9, (byte) protocol)
            .put(12, from.getAddress())
            .put(16, to.getAddress())
            .put(20, payload);
    out.putShort(10, (short) ~sum(out.array(), 0, 20, 0));
    return out.array();
  }

  static byte[] ip6(InetAddress from, InetAddress to, int next, byte[] payload) {
    return ByteBuffer.allocate(40 + payload.length)
        .putInt(0, 6 << 28)
        .putShort(4, (short) payload.length)
        .put(6, (byte) next)
        .put(7, (byte) 63)
        .put(8, from.getAddress())
        .put(24, to.getAddress())
        .put(40, payload)
        .array();
  }

  /** A TCP segment with its checksum, whole or of the pseudo header only. */
  static byte[] tcp(
      InetAddress from,
      int fromPort,
      InetAddress to,
      int toPort,
      int flags,
      int data,
      boolean part) {
    var segment = new byte[20 + data];
    new Random(data).nextBytes(segment);
    var out =
        ByteBuffer.wrap(segment)
            .putShort(0, (short) fromPort)
            .putShort(2, (short) toPort)
            .put(12, (byte) 0x50)
            .put(13, (byte) flags)
            .putShort(16, (short) 0);
    int pseudo = pseudo(from, to, Wire.TCP, segment.length);
    out.putShort(16, (short) (part ? pseudo : ~sum(segment, 0, segment.length, pseudo)));
    return ip(from, to, Wire.TCP, segment);
  }

  static byte[] udp(InetAddress from, int fromPort, InetAddress to, int toPort, byte[] content) {
    var out =
        ByteBuffer.allocate(8 + content.length)
            .putShort(0, (short) fromPort)
            .putShort(2, (short) toPort)
            .putShort(4, (short) (8 + content.length))
            .put(8, content);
    int sum = ~sum(out.array(), 0, out.capacity(), pseudo(from, to, Wire.UDP, out.capacity()));
    out.putShort(6, (short) ((sum & 0xffff) == 0 ? 0xffff : sum));
    return ip(from, to, Wire.UDP, out.array());
  }

  static int pseudo(InetAddress from, InetAddress to, int protocol, int length) {
    var header =
        ByteBuffer.allocate(2 * from.getAddress().length + 8)
            .put(from.getAddress())
            .put(to.getAddress())
            .putInt(length)
            .putInt(protocol);
    return sum(header.array(), 0, header.capacity(), 0);
  }

  /** RFC 1071, word by word. */
  static int sum(byte[] bytes, int from, int length, int first) {
    int sum = first;
    for (int i = 0; i < length; i += 2) {
      int low = i + 1 < length ? bytes[from + i + 1] & 0xff : 0;
      sum += (bytes[from + i] & 0xff) << 8 | low;
      sum = (sum & 0xffff) + (sum >>> 16);
    }
    return sum;
  }

  /** Whether all checksums of a packet without options are right. */
  static boolean isRight(byte[] packet) {
    boolean v4 = packet[0] >> 4 == 4;
    int header = v4 ? 20 : 40;
    int protocol = packet[v4 ? 9 : 6];
    int length = packet.length - header;
    int size = v4 ? 4 : 16;
    int at = v4 ? 12 : 8;
    var ends = ByteBuffer.wrap(packet);
    var from = new byte[size];
    var to = new byte[size];
    ends.get(at, from);
    ends.get(at + size, to);
    try {
      int pseudo =
          protocol == Wire.ICMP
              ? 0
              : pseudo(
                  InetAddress.getByAddress(from), InetAddress.getByAddress(to), protocol, length);
      return (!v4 || sum(packet, 0, 20, 0) == 0xffff)
          && sum(packet, header, length, pseudo) == 0xffff;
    } catch (java.net.UnknownHostException e) {
      throw new AssertionError(e);
    }
  }
}
