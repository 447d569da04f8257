// SPDX-License-Identifier: Apache-2.0
package io.sallyport.sockscodec;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What holds for every message: round trip, every truncation, every split, what follows is left.
 */
class StreamMessagesTest {

  @ParameterizedTest
  @EnumSource
  void whatIsEmittedIsParsedAndWhatFollowsIsLeft(MessageKind kind) throws Exception {
    var random = new Random(1928);
    for (int i = 0; i < 2000; i++) {
      var message = kind.sample(random);
      byte[] bytes = MessageKind.emitted(message);
      var in = Unpooled.wrappedBuffer(bytes, new byte[] {0, 42, 0});
      assertThat(kind.parse(in)).isEqualTo(message);
      assertThat(in.readerIndex()).isEqualTo(bytes.length);
      assertThat(in.readableBytes()).isEqualTo(3);
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyTruncationAsksForMoreAndMovesNothing(MessageKind kind) throws Exception {
    var random = new Random(1929);
    for (int i = 0; i < 60; i++) {
      byte[] bytes = MessageKind.emitted(kind.sample(random));
      for (int length = 0; length < bytes.length; length++) {
        // Behind a byte that is already read, so that absolute and relative indexes differ.
        var in = Unpooled.buffer().writeByte(9).writeBytes(bytes, 0, length).skipBytes(1);
        assertThat(kind.parse(in)).as("%d of %d", length, bytes.length).isNull();
        assertThat(in.readerIndex()).isEqualTo(1);
        assertThat(in.readableBytes()).isEqualTo(length);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void everySplitGivesTheSameMessage(MessageKind kind) throws Exception {
    var random = new Random(5);
    for (int i = 0; i < 40; i++) {
      var message = kind.sample(random);
      byte[] bytes = MessageKind.emitted(message);
      for (int split = 1; split < bytes.length; split++) {
        var in = Unpooled.buffer().writeBytes(bytes, 0, split);
        assertThat(kind.parse(in)).isNull();
        in.writeBytes(bytes, split, bytes.length - split);
        assertThat(kind.parse(in)).isEqualTo(message);
      }
    }
  }

  /** With every byte at every place: a message, a wish for more, or the one exception. */
  @ParameterizedTest
  @EnumSource
  void everyByteValueAtEveryPlaceIsHandled(MessageKind kind) throws Exception {
    var random = new Random(4);
    for (int i = 0; i < 3; i++) {
      byte[] bytes = MessageKind.emitted(kind.sample(random));
      for (int at = 0; at < Math.min(bytes.length, 40); at++) {
        for (int value = 0; value < 256; value++) {
          byte[] changed = bytes.clone();
          changed[at] = (byte) value;
          var in = Unpooled.wrappedBuffer(changed);
          SocksMessage message = parsed(kind, in);
          if (message == null) {
            assertThat(in.readerIndex()).isZero();
          } else {
            assertThat(reparsed(kind, message)).isEqualTo(message);
          }
        }
      }
    }
  }

  /** A wrong byte is refused when it arrives, not when the message would be complete. */
  @ParameterizedTest
  @EnumSource
  void aWrongVersionIsRefusedAtItsFirstByte(MessageKind kind) {
    byte right = MessageKind.emitted(kind.sample(new Random(0)))[0];
    for (int value = 0; value < 256; value++) {
      if ((byte) value != right) {
        var violation = Violations.of(kind, new byte[] {(byte) value});
        assertThat(violation).isEqualTo(SocksProtocolException.Violation.VERSION);
      }
    }
  }

  private static @Nullable SocksMessage parsed(MessageKind kind, ByteBuf in) {
    try {
      return kind.parse(in);
    } catch (SocksProtocolException e) {
      assertThat(in.readerIndex()).isZero();
      assertThat(e.getStackTrace()).isEmpty();
      return null;
    }
  }

  private static @Nullable SocksMessage reparsed(MessageKind kind, SocksMessage message)
      throws SocksProtocolException {
    byte[] bytes = MessageKind.emitted(message);
    return kind.parse(Arrays.copyOf(bytes, bytes.length));
  }
}
