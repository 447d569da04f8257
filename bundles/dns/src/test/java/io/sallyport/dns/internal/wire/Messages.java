// SPDX-License-Identifier: Apache-2.0
package io.sallyport.dns.internal.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.util.NetUtil;
import java.util.Objects;

/** Messages as other programs make them. */
public final class Messages {

  private Messages() {}

  /** A query with RD and, where wanted, an OPT record. */
  public static byte[] query(int id, String name, int type, int ednsSize) {
    ByteBuf out = Unpooled.buffer();
    out.writeShort(id).writeShort(0x0100);
    out.writeShort(1).writeShort(0).writeShort(0).writeShort(ednsSize > 0 ? 1 : 0);
    out.writeBytes(WireName.bytes(name)).writeShort(type).writeShort(1);
    if (ednsSize > 0) {
      out.writeByte(0).writeShort(41).writeShort(ednsSize).writeInt(0).writeShort(0);
    }
    return ByteBufUtil.getBytes(out);
  }

  /** The question of a query, class included. */
  public static byte[] question(byte[] query) {
    int at = 12;
    while (query[at] != 0) {
      at += 1 + query[at];
    }
    return java.util.Arrays.copyOfRange(query, 12, at + 5);
  }

  /** A record whose owner is the question's name, by a pointer. */
  public static byte[] record(int type, int ttl, byte... data) {
    return ByteBufUtil.getBytes(
        Unpooled.buffer()
            .writeShort(0xc00c)
            .writeShort(type)
            .writeShort(1)
            .writeInt(ttl)
            .writeShort(data.length)
            .writeBytes(data));
  }

  public static byte[] address(String ip, int ttl) {
    byte[] bytes = Objects.requireNonNull(NetUtil.createByteArrayFromIpAddressString(ip));
    return record(bytes.length == 4 ? 1 : 28, ttl, bytes);
  }

  /** SOA with a short name for both names in it. */
  public static byte[] soa(int ttl, int minimum) {
    return record(
        6,
        ttl,
        ByteBufUtil.getBytes(
            Unpooled.buffer()
                .writeByte(0)
                .writeByte(0)
                .writeInt(1)
                .writeInt(2)
                .writeInt(3)
                .writeInt(4)
                .writeInt(minimum)));
  }

  /** OPT of a server. */
  public static byte[] opt() {
    return ByteBufUtil.getBytes(
        Unpooled.buffer().writeByte(0).writeShort(41).writeShort(1232).writeInt(0).writeShort(0));
  }

  /** An answer to a query. */
  public static byte[] reply(
      byte[] query, int flags, int answers, int authorities, int additional, byte[]... records) {
    ByteBuf out = Unpooled.buffer();
    out.writeBytes(query, 0, 2).writeShort(0x8180 | flags);
    out.writeShort(1).writeShort(answers).writeShort(authorities).writeShort(additional);
    out.writeBytes(question(query));
    for (byte[] record : records) {
      out.writeBytes(record);
    }
    return ByteBufUtil.getBytes(out);
  }

  /** An answer with records in the answer section only. */
  public static byte[] answer(byte[] query, byte[]... records) {
    return reply(query, 0, records.length, 0, 0, records);
  }
}
