// SPDX-License-Identifier: Apache-2.0
package io.sallyport.dns.internal.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** Writes what clients get. */
public final class Reply {

  /** Bytes of an OPT record without options. */
  private static final int OPT_LENGTH = 11;

  private static final int MAX_TCP = 0xffff;

  private static final int COPIED = Header.RECURSION_DESIRED | Header.CHECKING_DISABLED;

  private Reply() {}

  /**
   * An answer.
   *
   * @param age how long it has been kept, in seconds
   * @param datagram whether it must fit into what the client takes by UDP
   */
  public static ByteBuf of(
      Query.Good query, Answer answer, int age, boolean datagram, ByteBufAllocator alloc) {
    int opt = query.edns().present() ? OPT_LENGTH : 0;
    int limit = datagram ? query.edns().size() : MAX_TCP;
    int length = Header.LENGTH + query.section().length + answer.records().length + opt;
    boolean fits = length <= limit;
    int flags =
        Header.RESPONSE | Header.RECURSION_AVAILABLE | query.flags() & COPIED | answer.rcode();
    // RFC 6840 §5.8: AD is for those only who show that they know what it means.
    if (answer.authentic()
        && (query.edns().dnssecOk() || (query.flags() & Header.AUTHENTIC) != 0)) {
      flags |= Header.AUTHENTIC;
    }
    var out = alloc.buffer(fits ? length : Header.LENGTH + query.section().length + opt);
    out.writeShort(query.id()).writeShort(fits ? flags : flags | Header.TRUNCATED);
    out.writeShort(1);
    out.writeShort(fits ? answer.answers() : 0).writeShort(fits ? answer.authorities() : 0);
    out.writeShort((fits ? answer.additional() : 0) + (opt > 0 ? 1 : 0));
    out.writeBytes(query.section());
    if (fits) {
      int start = out.writerIndex();
      out.writeBytes(answer.records());
      for (int at : answer.ttls()) {
        long ttl =
            Math.min(AnswerReader.sane(out.getUnsignedInt(start + at)), AnswerReader.MAX_TTL);
        out.setInt(start + at, (int) Math.max(0, ttl - age));
      }
    }
    if (opt > 0) {
      opt(out, 0, query.edns().dnssecOk());
    }
    return out;
  }

  /** Whether a reply says that it was cut. */
  public static boolean isCut(ByteBuf reply) {
    return (reply.getUnsignedShort(reply.readerIndex() + 2) & Header.TRUNCATED) != 0;
  }

  /** No records, but a code. */
  public static ByteBuf error(Query query, int rcode, ByteBufAllocator alloc) {
    return switch (query) {
      case Query.Good good -> of(good, Answer.empty(rcode, 0), 0, false, alloc);
      case Query.Bad bad -> {
        var out = alloc.buffer(Header.LENGTH + OPT_LENGTH);
        int flags = Header.RESPONSE | bad.flags() & (Header.OPCODE | COPIED);
        out.writeShort(bad.id()).writeShort(flags | rcode & Header.RCODE);
        out.writeShort(0).writeShort(0).writeShort(0).writeShort(bad.withEdns() ? 1 : 0);
        if (bad.withEdns()) {
          opt(out, rcode >> 4, false);
        }
        yield out;
      }
    };
  }

  private static void opt(ByteBuf out, int extendedRcode, boolean dnssecOk) {
    out.writeByte(0).writeShort(Question.OPT).writeShort(QueryReader.MAX_UDP);
    out.writeByte(extendedRcode).writeByte(0).writeShort(dnssecOk ? 0x8000 : 0).writeShort(0);
  }
}
