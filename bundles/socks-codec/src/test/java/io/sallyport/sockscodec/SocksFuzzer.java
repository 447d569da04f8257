// SPDX-License-Identifier: Apache-2.0
package io.sallyport.sockscodec;

import io.netty.buffer.Unpooled;

/**
 * Entry point for Jazzer; the first byte chooses the parser. What holds for all input: a message, a
 * wish for more or {@link SocksProtocolException}; the reader index moves with a message only; and
 * a message that is emitted and parsed again is the same.
 */
public final class SocksFuzzer {

  private static final MessageKind[] KINDS = MessageKind.values();

  private SocksFuzzer() {}

  public static void fuzzerTestOneInput(byte[] data) {
    if (data.length == 0) {
      return;
    }
    int chosen = (data[0] & 0xff) % (KINDS.length + 1);
    var in = Unpooled.wrappedBuffer(data, 1, data.length - 1);
    try {
      if (chosen == KINDS.length) {
        var header = SocksDatagramHeader.parse(in);
        require(
            header, SocksDatagramHeader.parse(Unpooled.wrappedBuffer(MessageKind.emitted(header))));
        return;
      }
      var message = KINDS[chosen].parse(in);
      if (message == null) {
        require(0, in.readerIndex());
      } else {
        require(message, KINDS[chosen].parse(MessageKind.emitted(message)));
        require(true, in.readerIndex() > 0);
      }
    } catch (SocksProtocolException e) {
      require(0, in.readerIndex());
    }
  }

  private static void require(Object expected, @org.jspecify.annotations.Nullable Object found) {
    if (!expected.equals(found)) {
      throw new IllegalStateException(expected + " became " + found);
    }
  }
}
