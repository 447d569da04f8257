// SPDX-License-Identifier: Apache-2.0
package io.sallyport.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.ChannelOutputShutdownException;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What goes: as much as there is room for, the rest when there is, and nothing behind the end. */
class ByteStreamWriteTest {

  private final Loop on = new Loop();
  private final Wire wire = new Wire();
  private final List<ByteBuf> written = new ArrayList<>();

  @BeforeEach
  void open() throws Exception {
    on.register(wire);
  }

  @AfterEach
  void close() throws Exception {
    wire.close().sync();
    on.settle();
    assertThat(written).allMatch(bytes -> bytes.refCnt() == 0);
    assertThat(wire.closed).hasSize(1);
    on.close();
  }

  private ChannelFuture write(String text) {
    var bytes = Wire.bytes(text);
    written.add(bytes);
    return wire.write(bytes);
  }

  @Test
  void aBatchIsSentInOrderAndToldOnce() throws Exception {
    on.run(
        () -> {
          write("a");
          write("");
          write("b");
          wire.flush();
        });
    assertThat(wire.sent).containsExactly("a", "b");
    assertThat(wire.batches).isEqualTo(1);
  }

  @Test
  void whatHasNoRoomWaitsAndSlowsTheWriterDown() throws Exception {
    wire.config().setWriteBufferWaterMark(new WriteBufferWaterMark(2, 6));
    wire.room = 4;
    var first = new ChannelFuture[2];
    on.run(
        () -> {
          first[0] = write("abc");
          first[1] = write("defghijklmnop");
          wire.flush();
        });
    assertThat(wire.sent).containsExactly("abc", "d");
    assertThat(first[0].isSuccess()).isTrue();
    assertThat(first[1].isDone()).isFalse();
    assertThat(wire.isWritable()).isFalse();

    on.run(wire::flush);
    assertThat(wire.sent).as("a flush makes no room").hasSize(2);

    on.run(() -> wire.makeRoom(3));
    assertThat(wire.sent).containsExactly("abc", "d", "efg");
    on.run(() -> wire.makeRoom(100));
    assertThat(wire.sent).containsExactly("abc", "d", "efg", "hijklmnop");
    assertThat(first[1].isSuccess()).isTrue();
    assertThat(wire.isWritable()).isTrue();
    assertThat(on.events).startsWith("not writable").endsWith("writable");
  }

  @Test
  void roomDoesNotSendWhatIsNotFlushed() throws Exception {
    on.run(
        () -> {
          write("a");
          wire.makeRoom(100);
        });
    assertThat(wire.sent).isEmpty();
    on.run(wire::flush);
    assertThat(wire.sent).containsExactly("a");
  }

  @Test
  void roomThatCameWithTheLastByteIsUsedByTheNext() throws Exception {
    wire.room = 1;
    on.run(
        () -> {
          write("a").addListener(_ -> wire.makeRoom(1));
          write("b");
          wire.flush();
        });
    assertThat(wire.sent).containsExactly("a", "b");
  }

  @Test
  void writesFailWhereNobodyIsAndReadingGoesOn() throws Exception {
    wire.room = ByteStreamChannel.NO_ONE_THERE;
    var failed = new ChannelFuture[1];
    on.run(
        () -> {
          failed[0] = write("a");
          wire.flush();
        });
    assertThat(failed[0].cause()).isInstanceOf(ClosedChannelException.class);
    assertThat(wire.isOpen()).isTrue();
    var read = new ArrayList<Integer>();
    on.reads(
        (_, message) -> {
          read.add(((ByteBuf) message).readableBytes());
          ((ByteBuf) message).release();
        });
    on.run(
        () -> {
          wire.bring("xyz");
          wire.read();
        });
    assertThat(read).containsExactly(3);
  }

  @Test
  void behindTheEndOfOutputNothingIsWritten() throws Exception {
    var before = new ChannelFuture[1];
    on.run(
        () -> {
          wire.room = 0;
          before[0] = write("too late");
          wire.flush();
        });
    // From another thread, as a session's owner may.
    wire.shutdownOutput().sync();
    assertThat(wire.outputEnds).isEqualTo(1);
    assertThat(wire.isOutputShutdown()).isTrue();
    assertThat(before[0].await().cause()).isInstanceOf(ChannelOutputShutdownException.class);

    var after = new ChannelFuture[1];
    on.run(
        () -> {
          after[0] = write("later");
          wire.flush();
          wire.makeRoom(100);
        });
    assertThat(after[0].cause()).isInstanceOf(ClosedChannelException.class);
    assertThat(wire.sent).isEmpty();
    assertThat(wire.isOpen()).isTrue();
    assertThat(wire.shutdownOutput().await().isSuccess()).isFalse();
    assertThat(wire.outputEnds).isEqualTo(1);

    on.run(wire::end);
    assertThat(wire.isShutdown()).isTrue();
    assertThat(wire.isOpen()).as("closing is for its user").isTrue();
  }

  @Test
  void closingFailsWhatWaits() throws Exception {
    wire.room = 1;
    var waits = new ChannelFuture[1];
    on.run(
        () -> {
          waits[0] = write("abc");
          wire.flush();
          wire.close();
        });
    assertThat(waits[0].cause()).isInstanceOf(ClosedChannelException.class);
    assertThat(wire.closed).containsExactly(false);
    on.run(() -> wire.makeRoom(100));
    assertThat(wire.sent).containsExactly("a");
    assertThat(wire.isShutdown()).isTrue();
  }

  @Test
  void closingInsideOfAFlushEndsIt() throws Exception {
    on.run(
        () -> {
          write("a").addListener(_ -> wire.close());
          write("b");
          wire.flush();
        });
    assertThat(wire.sent).containsExactly("a");
    assertThat(wire.closed).containsExactly(false);
    assertThat(on.events).containsExactly("inactive");
  }

  @Test
  void lingeringForNothingIsAReset() throws Exception {
    wire.config().setOption(ChannelOption.SO_LINGER, 0);
    wire.close().sync();
    assertThat(wire.closed).containsExactly(true);
  }

  @Test
  void onlyBytesGoThrough() throws Exception {
    assertThat(wire.writeAndFlush("text").await().cause())
        .isInstanceOf(UnsupportedOperationException.class);
  }
}
