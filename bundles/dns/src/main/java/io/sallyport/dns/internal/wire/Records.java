// SPDX-License-Identifier: Apache-2.0
package io.sallyport.dns.internal.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.util.List;

/** Answers of our own making; each record belongs to the name of the question. */
public final class Records {

  /** A pointer to the question's name, which always stands behind the header. */
  private static final int QUESTION_NAME = 0xc000 | Header.LENGTH;

  private static final int CLASS_IN = 1;

  private Records() {}

  /** Addresses of one family, as many as there are. */
  public static Answer addresses(List<InetAddress> addresses, int ttl, int lifetime) {
    return answer(
        addresses.stream()
            .map(InetAddress::getAddress)
            .map(ip -> new Data(ip.length == 4 ? Question.A : Question.AAAA, ip))
            .toList(),
        ttl,
        lifetime);
  }

  /**
   * The name of an address.
   *
   * @param name see {@link WireName}
   */
  public static Answer pointer(String name, int ttl, int lifetime) {
    return answer(List.of(new Data(Question.PTR, WireName.bytes(name))), ttl, lifetime);
  }

  private record Data(int type, byte[] bytes) {}

  private static Answer answer(List<Data> records, int ttl, int lifetime) {
    ByteBuf out = Unpooled.buffer(32 * records.size());
    int[] ttls = new int[records.size()];
    for (int i = 0; i < ttls.length; i++) {
      var record = records.get(i);
      out.writeShort(QUESTION_NAME).writeShort(record.type()).writeShort(CLASS_IN);
      ttls[i] = out.writerIndex();
      out.writeInt(ttl).writeShort(record.bytes().length).writeBytes(record.bytes());
    }
    return new Answer(0, false, ttls.length, 0, 0, ByteBufUtil.getBytes(out), ttls, lifetime);
  }
}
