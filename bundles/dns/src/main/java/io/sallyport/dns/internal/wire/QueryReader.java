// SPDX-License-Identifier: Apache-2.0
package io.sallyport.dns.internal.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.dns.DnsResponseCode;
import org.jspecify.annotations.Nullable;

/** Reads what clients send. */
public final class QueryReader {

  /**
   * The most that we let an answer by UDP be, whatever the client offers: what passes an Ethernet
   * without fragments, as resolvers have agreed since 2020.
   */
  public static final int MAX_UDP = 1232;

  /** OPT, TSIG or SIG(0), a cookie: nobody sends more. */
  private static final int MAX_ADDITIONAL = 8;

  private static final int CLASS_IN = 1;

  private QueryReader() {}

  /**
   * Reads a message.
   *
   * @return null for what must not be answered: an answer, or too little for a header
   */
  public static @Nullable Query read(ByteBuf in) {
    if (in.readableBytes() < Header.LENGTH) {
      return null;
    }
    int id = in.readUnsignedShort();
    int flags = in.readUnsignedShort();
    if ((flags & Header.RESPONSE) != 0) {
      return null;
    }
    if ((flags & Header.OPCODE) != 0) {
      return new Query.Bad(id, flags, DnsResponseCode.NOTIMP.intValue(), false);
    }
    int questions = in.readUnsignedShort();
    int answers = in.readUnsignedShort();
    int authorities = in.readUnsignedShort();
    int additional = in.readUnsignedShort();
    if (questions != 1
        || answers != 0
        || authorities != 0
        || additional > MAX_ADDITIONAL
        || (flags & Header.TRUNCATED) != 0) {
      return malformed(id, flags);
    }
    try {
      return read(id, flags, additional, in);
    } catch (DnsFormatException e) {
      return malformed(id, flags);
    }
  }

  private static Query.Bad malformed(int id, int flags) {
    return new Query.Bad(id, flags, DnsResponseCode.FORMERR.intValue(), false);
  }

  private static Query read(int id, int flags, int additional, ByteBuf in)
      throws DnsFormatException {
    int start = in.readerIndex();
    String name = WireName.read(in);
    require(in, 4);
    int type = in.readUnsignedShort();
    int klass = in.readUnsignedShort();
    byte[] section = ByteBufUtil.getBytes(in, start, in.readerIndex() - start);
    var edns = Query.Edns.NONE;
    for (int i = 0; i < additional; i++) {
      String owner = WireName.read(in);
      require(in, 10);
      int kind = in.readUnsignedShort();
      int size = in.readUnsignedShort();
      long extended = in.readUnsignedInt();
      int length = in.readUnsignedShort();
      require(in, length);
      in.skipBytes(length);
      if (kind != Question.OPT) {
        continue;
      }
      if (edns.present() || !owner.isEmpty()) {
        throw new DnsFormatException("OPT twice, or not at the root");
      }
      if ((extended >> 16 & 0xff) != 0) {
        return new Query.Bad(id, flags, DnsResponseCode.BADVERS_OR_BADSIG.intValue(), true);
      }
      edns = new Query.Edns(true, Math.clamp(size, 512, MAX_UDP), (extended & 0x8000) != 0);
    }
    if (klass != CLASS_IN || type == 0 || type == Question.OPT) {
      return new Query.Bad(id, flags, DnsResponseCode.REFUSED.intValue(), edns.present());
    }
    return new Query.Good(id, flags, new Question(name, type), section, edns);
  }

  private static void require(ByteBuf in, int bytes) throws DnsFormatException {
    if (in.readableBytes() < bytes) {
      throw new DnsFormatException("a record is cut off");
    }
  }
}
