// SPDX-License-Identifier: Apache-2.0
package io.sallyport.session.internal.sniff.protocol;

import io.netty.buffer.ByteBuf;
import io.sallyport.api.Sniffed.Protocol;
import io.sallyport.session.internal.sniff.Verdict;

/** A DNS query with one question (RFC 1035 §4), strict enough that little else looks like one. */
public final class DnsQuery {

  /** Queries stay far below; EDNS padding and cookies included. */
  private static final int MAX_MESSAGE = 4096;

  private static final int HEADER = 12;
  private static final int SHORTEST = HEADER + 1 + 4;
  private static final int MAX_NAME = 255;

  private DnsQuery() {}

  /** One UDP message. */
  public static Verdict datagram(ByteBuf datagram) throws Stop {
    Stop.unless(datagram.readableBytes() <= MAX_MESSAGE);
    return message(Cursor.whole(datagram));
  }

  /** The first message of a stream, behind its length (RFC 1035 §4.2.2). */
  public static Verdict stream(ByteBuf stream) throws Stop {
    var cursor = Cursor.upTo(2 + MAX_MESSAGE, stream);
    int length = cursor.u16();
    Stop.unless(length >= SHORTEST && length <= MAX_MESSAGE);
    return message(cursor.part(length));
  }

  private static Verdict message(Cursor message) throws Stop {
    message.skip(2);
    // Of the flags a query may have RD, CD, AD and nothing else; its code is "no error".
    Stop.unless((message.u8() & ~0x01) == 0);
    Stop.unless((message.u8() & ~0x30) == 0);
    Stop.unless(message.u16() == 1);
    Stop.unless(message.u16() == 0);
    Stop.unless(message.u16() == 0);
    int additional = message.u16();
    Stop.unless(additional <= 2);
    name(message);
    Stop.unless(message.u16() != 0);
    Stop.unless(isClass(message.u16()));
    for (int i = 0; i < additional; i++) {
      name(message);
      message.skip(2 + 2 + 4);
      var data = message.part(message.u16());
      data.skip(data.left());
    }
    Stop.unless(message.left() == 0);
    return Verdict.found(Protocol.DNS, null);
  }

  /** Labels without compression: a question has nothing before it to point at. */
  private static void name(Cursor message) throws Stop {
    int length = 1;
    for (int label = message.u8(); label != 0; label = message.u8()) {
      length += label + 1;
      Stop.unless(label <= 63 && length <= MAX_NAME);
      message.skip(label);
    }
  }

  /** IN, CH, HS, and ANY. */
  private static boolean isClass(int code) {
    return code == 1 || code == 3 || code == 4 || code == 255;
  }
}
