// SPDX-License-Identifier: Apache-2.0
package io.sallyport.sockscodec;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.sallyport.sockscodec.SocksProtocolException.Violation;

/** Asserts that bytes are refused, and says what for. */
final class Violations {

  private Violations() {}

  static Violation of(MessageKind kind, String hex) {
    return of(kind, MessageKind.hex(hex));
  }

  static Violation of(MessageKind kind, byte[] bytes) {
    var in = Unpooled.wrappedBuffer(bytes);
    try {
      throw new AssertionError("not refused but parsed to " + kind.parse(in));
    } catch (SocksProtocolException e) {
      assertThat(in.readerIndex()).isZero();
      assertThat(e).hasMessageMatching("[\\x20-\\x7e]+");
      return e.violation();
    }
  }
}
