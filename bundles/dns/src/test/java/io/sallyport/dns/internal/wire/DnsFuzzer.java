// SPDX-License-Identifier: Apache-2.0
package io.sallyport.dns.internal.wire;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.util.Arrays;

/**
 * Entry point for Jazzer; the first byte chooses between what a client and what a server sends.
 * What holds for all input: a query is answered by a message that answers it and fits, or by
 * nothing; an answer is refused, or what is passed on reads as the same answer once more.
 */
public final class DnsFuzzer {

  private static final ServerQuery QUERY =
      ServerQuery.of(new Question("www.example.com", 1), false, false, false);

  private DnsFuzzer() {}

  /** One input. */
  public static void fuzzerTestOneInput(byte[] data) {
    if (data.length == 0) {
      return;
    }
    byte[] message = Arrays.copyOfRange(data, 1, data.length);
    if ((data[0] & 1) == 0) {
      client(message);
    } else {
      server(message);
    }
  }

  private static void client(byte[] message) {
    var query = QueryReader.read(Unpooled.wrappedBuffer(message));
    if (query == null) {
      return;
    }
    if (query instanceof Query.Good good) {
      require(Arrays.equals(bytes(good), name(good)), "a name is written as it was read");
    }
    var reply = Reply.error(query, 2, ByteBufAllocator.DEFAULT);
    try {
      require(reply.readableBytes() <= message.length + 23, "no amplification");
      require(reply.getUnsignedShort(0) == query.id(), "the id");
      require(QueryReader.read(reply) == null, "an answer is no query");
    } finally {
      reply.release();
    }
  }

  private static byte[] bytes(Query.Good query) {
    return WireName.bytes(query.question().name());
  }

  private static byte[] name(Query.Good query) {
    byte[] name = Arrays.copyOf(query.section(), query.section().length - 4);
    for (int i = 0; i < name.length; i++) {
      name[i] = name[i] >= 'A' && name[i] <= 'Z' ? (byte) (name[i] + 32) : name[i];
    }
    return name;
  }

  private static void server(byte[] tail) {
    // As if it answered our question: what else a server sends is passed over.
    byte[] message = QUERY.message().clone();
    message = Arrays.copyOf(message, 12 + QUERY.section() + tail.length);
    System.arraycopy(tail, 0, message, 12 + QUERY.section(), tail.length);
    message[2] = (byte) 0x81;
    for (int i = 0; i < 6; i++) {
      message[6 + i] = i % 2 == 0 || tail.length == 0 ? 0 : (byte) (tail[i % tail.length] & 7);
    }
    try {
      var answer = AnswerReader.read(message, QUERY.section(), ip -> false);
      var client =
          (Query.Good)
              QueryReader.read(Unpooled.wrappedBuffer(Messages.query(5, "www.example.com", 1, 0)));
      var reply = Reply.of(client, answer, 0, false, ByteBufAllocator.DEFAULT);
      try {
        byte[] again = new byte[reply.readableBytes()];
        reply.getBytes(0, again);
        var same = AnswerReader.read(again, QUERY.section(), ip -> false);
        require(same.answers() == answer.answers(), "answers");
        require(same.additional() == answer.additional(), "additional");
        require(same.records().length == answer.records().length, "records");
        require(same.lifetime() == answer.lifetime(), "lifetime");
      } finally {
        reply.release();
      }
      AnswerText.records(answer);
      SvcbFilter.of(answer, new Question("www.example.com", Question.HTTPS));
    } catch (DnsFormatException e) {
      // Refused, as it should be.
    }
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new IllegalStateException("does not hold: " + what);
    }
  }
}
