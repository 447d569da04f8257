// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torclient.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.ReferenceCountUtil;
import io.sallyport.torclient.TorException;
import io.sallyport.torclient.TorException.Reason;
import io.sallyport.torcore.cell.EndReason;
import io.sallyport.torcore.circuit.StreamEvent;
import io.sallyport.torcore.circuit.StreamTarget;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Both ends of a stream on real loops, with a circuit that does what the test says. */
class TorStreamChannelTest {

  private final TwoLoops loops = new TwoLoops();
  private final ScriptedStream stream = new ScriptedStream();
  private final Heard heard = new Heard();
  private StreamLeg leg;
  private TorStreamChannel channel;

  /** What a handler at the end of the pipeline saw. */
  private static final class Heard extends ChannelInboundHandlerAdapter {
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    final List<String> events = new ArrayList<>();
    @Nullable Throwable cause;

    @Override
    public synchronized void channelRead(ChannelHandlerContext ctx, Object message) {
      var buffer = (ByteBuf) message;
      var copy = new byte[buffer.readableBytes()];
      buffer.readBytes(copy);
      bytes.writeBytes(copy);
      ReferenceCountUtil.release(buffer);
    }

    @Override
    public synchronized void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (event instanceof ChannelInputShutdownEvent) {
        events.add("end");
      }
    }

    @Override
    public synchronized void exceptionCaught(ChannelHandlerContext ctx, Throwable thrown) {
      cause = thrown;
      events.add("exception");
    }

    @Override
    public synchronized void channelInactive(ChannelHandlerContext ctx) {
      events.add("inactive");
    }

    synchronized int size() {
      return bytes.size();
    }
  }

  @BeforeEach
  void open() throws Exception {
    var link = loops.link();
    leg =
        loops.onLink(
            () ->
                new StreamLeg(
                    link,
                    loops.user(),
                    new StreamTarget("a.example", 80, 0),
                    over -> stream.overs++));
    channel = leg.channel();
    loops.onUser(() -> channel.pipeline().addLast(heard));
    loops.onLink(
        () -> {
          leg.opened(stream);
          return true;
        });
  }

  @AfterEach
  void close() throws Exception {
    channel.close().sync();
    loops.close();
  }

  private void connected() throws Exception {
    event(new StreamEvent.Connected(InetAddress.getByName("192.0.2.1"), 60));
  }

  private void event(StreamEvent event) throws Exception {
    loops.onLink(
        () -> {
          leg.event(event);
          return true;
        });
    loops.settle();
  }

  private void data(int length) throws Exception {
    loops.onLink(
        () -> {
          var cell = new byte[length + 7];
          for (int i = 0; i < length; i++) {
            cell[7 + i] = (byte) (stream.sent + i);
          }
          stream.sent += length;
          leg.data(cell, 7, length);
          leg.readComplete();
          return true;
        });
    loops.settle();
  }

  @Test
  void isConnectedWhenTheExitSaysSo() throws Exception {
    assertThat(leg.connected().isDone()).isFalse();
    connected();
    assertThat(leg.connected().getNow()).isSameAs(channel);
    assertThat(channel.remoteAddress()).isEqualTo(new InetSocketAddress("192.0.2.1", 80));
    assertThat(channel.isActive()).isTrue();
    assertThat(channel.config().isAutoRead()).isFalse();
  }

  @Test
  void nothingIsReadUnaskedAndOnlyWhatIsReadIsGivenBack() throws Exception {
    connected();
    data(498);
    data(498);
    assertThat(heard.size()).isZero();
    assertThat(stream.consumed).isZero();

    loops.onUser(() -> channel.read());
    loops.settle();
    assertThat(heard.size()).isEqualTo(498);
    assertThat(stream.consumed).isEqualTo(498);

    loops.onUser(() -> channel.config().setAutoRead(true));
    loops.settle();
    assertThat(heard.size()).isEqualTo(996);
    assertThat(stream.consumed).isEqualTo(996);
    for (int i = 0; i < 996; i++) {
      assertThat(heard.bytes.toByteArray()[i]).isEqualTo((byte) i);
    }
  }

  @Test
  void theEndComesBehindTheLastByteAndClosesTheChannel() throws Exception {
    connected();
    data(100);
    event(new StreamEvent.Ended(EndReason.DONE, true, null, 0));
    assertThat(heard.events).as("what came before it is not read yet").isEmpty();
    assertThat(channel.isOpen()).isTrue();
    loops.onUser(() -> channel.config().setAutoRead(true));
    loops.settle();
    assertThat(heard.size()).isEqualTo(100);
    assertThat(heard.events).containsExactly("end", "inactive");
    assertThat(stream.overs).isEqualTo(1);
  }

  @Test
  void beingCutOffIsNoEnd() throws Exception {
    connected();
    data(10);
    event(new StreamEvent.Ended(EndReason.DESTROY, false, null, 0));
    loops.onUser(() -> channel.config().setAutoRead(true));
    loops.settle();
    assertThat(heard.events).containsExactly("exception", "inactive");
    assertThat(heard.cause)
        .isInstanceOfSatisfying(
            TorException.class, e -> assertThat(e.reason()).isEqualTo(Reason.CIRCUIT));
  }

  @Test
  void aRefusalIsToldToWhoWaitsAndTheChannelJustCloses() throws Exception {
    event(new StreamEvent.Ended(EndReason.CONNECT_REFUSED, true, null, 0));
    assertThatThrownBy(() -> leg.connected().sync())
        .isInstanceOfSatisfying(
            TorException.class, e -> assertThat(e.reason()).isEqualTo(Reason.REFUSED));
    loops.settle();
    assertThat(heard.events).doesNotContain("exception");
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void whatIsWrittenBeforeTheExitHasConnectedTravelsAtOnce() throws Exception {
    channel.writeAndFlush(Unpooled.wrappedBuffer(new byte[] {1, 2, 3})).sync();
    loops.settle();
    assertThat(stream.written.toByteArray()).containsExactly(1, 2, 3);
  }

  @Test
  void aWindowThatIsUsedUpStopsTheWriterAndNothingIsLost() throws Exception {
    connected();
    stream.window = 100_000;
    var block = new byte[60_000];
    java.util.Arrays.fill(block, (byte) 5);
    for (int i = 0; i < 10; i++) {
      channel.writeAndFlush(Unpooled.copiedBuffer(block));
    }
    loops.settle();
    assertThat(stream.written.size()).isEqualTo(100_000);
    assertThat(channel.isWritable()).isFalse();

    stream.window = 10_000_000;
    for (int i = 0; i < 20 && stream.written.size() < 600_000; i++) {
      event(new StreamEvent.Writable());
      loops.settle();
    }
    assertThat(stream.written.size()).isEqualTo(600_000);
    assertThat(channel.isWritable()).isTrue();
  }

  @Test
  void closingSendsWhatWasWrittenAndThenEnds() throws Exception {
    connected();
    channel.write(Unpooled.wrappedBuffer(new byte[1000]));
    channel.flush();
    channel.close().sync();
    loops.settle();
    assertThat(stream.written.size()).isEqualTo(1000);
    assertThat(stream.ended).isTrue();
    assertThat(stream.overs).isEqualTo(1);
  }

  @Test
  void theEndOfOurOutputIsKeptToOurselves() throws Exception {
    connected();
    channel.shutdownOutput().sync();
    loops.settle();
    assertThat(stream.ended).isFalse();
    loops.onUser(() -> channel.config().setAutoRead(true));
    data(300);
    assertThat(heard.size()).as("an answer still comes").isEqualTo(300);
    assertThat(channel.isOutputShutdown()).isTrue();
  }

  @Test
  void onlyBytesGoThrough() {
    assertThatThrownBy(() -> channel.writeAndFlush("text").sync())
        .isInstanceOf(UnsupportedOperationException.class);
  }
}
