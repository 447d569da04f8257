// SPDX-License-Identifier: Apache-2.0
package io.sallyport.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What comes: read when asked for, in order, to the end and no further. */
class ByteStreamReadTest {

  private final Loop on = new Loop();
  private final StringBuilder read = new StringBuilder();
  private final Wire wire = new Wire();

  @BeforeEach
  void open() throws Exception {
    on.register(wire);
    on.reads(this::take);
  }

  @AfterEach
  void close() throws Exception {
    wire.close().sync();
    on.settle();
    assertThat(wire.given).allMatch(bytes -> bytes.refCnt() == 0);
    assertThat(wire.closed).hasSize(1);
    on.close();
  }

  private void take(ChannelHandlerContext ctx, Object message) {
    var bytes = (ByteBuf) message;
    read.append(bytes.toString(StandardCharsets.US_ASCII));
    bytes.release();
  }

  private void bring(String... texts) throws Exception {
    on.run(
        () -> {
          for (var text : texts) {
            wire.bring(text);
          }
          wire.deliver();
        });
  }

  @Test
  void nothingIsReadUnasked() throws Exception {
    assertThat(wire.config().isAutoRead()).isFalse();
    bring("one", "two");
    assertThat(read).isEmpty();
    assertThat(wire.waits()).isEqualTo(6);
    on.run(wire::read);
    assertThat(read.toString()).isEqualTo("one");
    assertThat(wire.consumed).isEqualTo(3);
    assertThat(on.events).containsExactly("complete");
    on.run(wire::read);
    assertThat(read.toString()).isEqualTo("onetwo");
    assertThat(wire.waits()).isZero();
  }

  @Test
  void whoAskedBeforeGetsItAsSoonAsItIsThere() throws Exception {
    on.run(wire::read);
    bring("one", "two");
    assertThat(read.toString()).isEqualTo("one");
  }

  @Test
  void askingInsideOfAReadGoesOnWithoutNesting() throws Exception {
    on.reads(
        (ctx, message) -> {
          take(ctx, message);
          ctx.read();
        });
    bring("a", "b", "c");
    on.run(wire::read);
    assertThat(read.toString()).isEqualTo("abc");
    assertThat(on.events).containsExactly("complete");
  }

  @Test
  void whatComesInsideOfAReadIsReadBehindIt() throws Exception {
    on.reads(
        (ctx, message) -> {
          take(ctx, message);
          if (read.length() < 4) {
            wire.bring("x");
            wire.deliver();
          }
        });
    on.run(() -> wire.config().setAutoRead(true));
    bring("a");
    assertThat(read.toString()).isEqualTo("axxx");
    assertThat(on.events).doesNotContain("read inside of a read");
  }

  @Test
  void switchingAutoReadOffInsideOfAReadStopsAtOnce() throws Exception {
    on.reads(
        (ctx, message) -> {
          take(ctx, message);
          ctx.channel().config().setAutoRead(false);
        });
    on.run(() -> wire.config().setAutoRead(true));
    bring("a", "b");
    assertThat(read.toString()).isEqualTo("a");
    on.run(() -> wire.config().setAutoRead(true));
    assertThat(read.toString()).isEqualTo("ab");
  }

  @Test
  void whoSwitchesAutoReadOffBetweenReadsGetsNothingMore() throws Exception {
    on.run(() -> wire.config().setAutoRead(true));
    bring("a");
    wire.config().setAutoRead(false);
    on.settle();
    bring("b");
    assertThat(read.toString()).isEqualTo("a");
  }

  @Test
  void closingInsideOfAReadGivesUpTheRest() throws Exception {
    on.reads(
        (ctx, message) -> {
          take(ctx, message);
          ctx.close();
        });
    on.run(() -> wire.config().setAutoRead(true));
    bring("a", "b", "c");
    assertThat(read.toString()).isEqualTo("a");
    assertThat(on.events).containsExactly("complete", "inactive");
    assertThat(wire.given).allMatch(bytes -> bytes.refCnt() == 0);
    bring("d");
    assertThat(read.toString()).isEqualTo("a");
  }

  @Test
  void muchIsReadInTurnsOfWhichOthersHaveTheirs() throws Exception {
    on.run(
        () -> {
          for (int i = 0; i < 20; i++) {
            var bytes = Unpooled.wrappedBuffer(new byte[64 << 10]);
            wire.given.add(bytes);
            wire.received(bytes);
          }
        });
    on.reads((_, message) -> ((ByteBuf) message).release());
    int[] others = {-1};
    on.run(
        () -> {
          wire.config().setAutoRead(true);
          wire.deliver();
          on.loop.execute(() -> others[0] = wire.consumed);
        });
    assertThat(others[0]).isBetween(1, 10 * (64 << 10));
    assertThat(wire.consumed).isEqualTo(20 * (64 << 10));
  }

  @Test
  void theEndComesOnceBehindTheLastByte() throws Exception {
    bring("a", "b");
    on.run(wire::end);
    on.run(wire::read);
    assertThat(on.events).containsExactly("complete");
    assertThat(wire.isInputShutdown()).isFalse();
    on.run(wire::read);
    assertThat(on.events).containsExactly("complete", "complete", "end");
    assertThat(wire.isInputShutdown()).isTrue();
    on.run(wire::end);
    on.run(wire::read);
    assertThat(on.events).containsExactly("complete", "complete", "end");
    assertThat(wire.isOpen()).isTrue();
    assertThat(wire.isShutdown()).isFalse();
  }

  @Test
  void anEndBehindNothingIsToldUnasked() throws Exception {
    on.run(wire::end);
    assertThat(on.events).containsExactly("end");
  }

  @Test
  void whatComesBehindTheEndIsNobodys() throws Exception {
    on.run(() -> wire.config().setAutoRead(true));
    on.run(wire::end);
    bring("late");
    assertThat(read).isEmpty();
    assertThat(wire.given.getFirst().refCnt()).isZero();
  }

  @Test
  void aBreakIsToldBehindWhatHadCome() throws Exception {
    bring("a");
    on.run(() -> wire.cutOff("cut off"));
    assertThat(on.events).isEmpty();
    on.run(wire::read);
    assertThat(read.toString()).isEqualTo("a");
    assertThat(on.events).containsExactly("complete", "cut off", "inactive");
  }

  @Test
  void aBreakBehindTheEndIsToldToo() throws Exception {
    on.run(wire::end);
    on.run(() -> wire.cutOff("cut off"));
    assertThat(on.events).containsExactly("end", "cut off", "inactive");
  }

  @Test
  void aResetDropsWhatWaits() throws Exception {
    bring("a");
    on.run(() -> wire.resetNow("reset"));
    assertThat(on.events).containsExactly("reset", "inactive");
    assertThat(read).isEmpty();
    on.run(() -> wire.resetNow("again"));
    assertThat(on.events).containsExactly("reset", "inactive");
  }

  @Test
  void aResetInsideOfAReadEndsTheRead() throws Exception {
    on.reads(
        (ctx, message) -> {
          take(ctx, message);
          wire.resetNow("reset");
        });
    on.run(() -> wire.config().setAutoRead(true));
    bring("a", "b");
    assertThat(read.toString()).isEqualTo("a");
    assertThat(on.events).containsExactly("reset", "complete", "inactive");
  }

  @Test
  void nobodyEndsItsOwnInput() throws Exception {
    assertThat(wire.shutdownInput().await().cause())
        .isInstanceOf(UnsupportedOperationException.class);
    assertThat(wire.connect(new java.net.InetSocketAddress(9)).await().cause())
        .isInstanceOf(UnsupportedOperationException.class);
    assertThat(wire.bind(new java.net.InetSocketAddress(0)).await().cause())
        .isInstanceOf(UnsupportedOperationException.class);
    assertThat(wire.isActive()).isTrue();
  }
}
