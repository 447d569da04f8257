// SPDX-License-Identifier: Apache-2.0
package io.sallyport.dns.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.sallyport.dns.internal.server.NameServer;
import io.sallyport.dns.internal.wire.Messages;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StreamClientTest {

  private World world;
  private InterfaceResolver resolver;

  @BeforeEach
  void start() throws Exception {
    world = new World(null);
    resolver = world.resolver("{}");
  }

  @AfterEach
  void stop() {
    world.close();
  }

  private EmbeddedChannel client() {
    var channel = new EmbeddedChannel();
    resolver.serve(channel, World.CLIENT);
    return channel;
  }

  private static ByteBuf framed(byte[] message) {
    return Unpooled.buffer().writeShort(message.length).writeBytes(message);
  }

  /** All that was written. */
  private static ByteBuf written(EmbeddedChannel channel) {
    var all = Unpooled.buffer();
    for (ByteBuf one; (one = channel.readOutbound()) != null; ) {
      all.writeBytes(one);
      one.release();
    }
    return all;
  }

  @Test
  void answersHoweverTheQueryIsCut() {
    byte[] query = Messages.query(0x1234, "www.example.com", 1, 0);
    var whole = framed(query);
    for (int cut = 1; cut < whole.readableBytes(); cut++) {
      var channel = client();
      channel.writeInbound(whole.copy(0, cut));
      assertThat(channel.outboundMessages()).isEmpty();
      channel.writeInbound(whole.copy(cut, whole.readableBytes() - cut));
      var answer = written(channel);
      assertThat(answer.readUnsignedShort()).isEqualTo(answer.readableBytes());
      assertThat(answer.readUnsignedShort()).isEqualTo(0x1234);
      channel.finishAndReleaseAll();
    }
  }

  @Test
  void manyQueriesMayComeAtOnce() {
    var channel = client();
    var all = Unpooled.buffer();
    for (int i = 0; i < 100; i++) {
      all.writeBytes(framed(Messages.query(i, "n" + i + ".example", 28, 0)));
    }
    channel.writeInbound(all);
    var answers = written(channel);
    for (int i = 0; i < 100; i++) {
      int length = answers.readUnsignedShort();
      assertThat(answers.getUnsignedShort(answers.readerIndex())).isEqualTo(i);
      answers.skipBytes(length);
    }
    assertThat(answers.isReadable()).isFalse();
    channel.finishAndReleaseAll();
  }

  @Test
  void whatIsNoQueryEndsTheConnection() {
    for (byte[] bad :
        List.of(new byte[0], new byte[11], Messages.answer(Messages.query(1, "a", 1, 0)))) {
      var channel = client();
      channel.writeInbound(framed(bad));
      assertThat(channel.isOpen()).isFalse();
      channel.finishAndReleaseAll();
    }
  }

  @Test
  void idleConnectionsEnd() {
    var channel = client();
    channel.advanceTimeBy(9, TimeUnit.SECONDS);
    channel.runScheduledPendingTasks();
    assertThat(channel.isOpen()).isTrue();
    channel.advanceTimeBy(2, TimeUnit.SECONDS);
    channel.runScheduledPendingTasks();
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void noMoreIsReadThanIsAnswered() throws Exception {
    try (var silent = new NameServer(null)) {
      silent.script(one -> List.of());
      resolver =
          world.resolver(
              "{'servers': [{'type': 'tcp', 'tag': 's', 'server': '127.0.0.1', 'server_port': "
                  + silent.port
                  + "}]}");
      var channel = client();
      for (int i = 0; i < 31; i++) {
        channel.writeInbound(framed(Messages.query(i, "n" + i + ".example", 1, 0)));
      }
      assertThat(channel.config().isAutoRead()).isTrue();
      channel.writeInbound(framed(Messages.query(99, "n99.example", 1, 0)));
      assertThat(channel.config().isAutoRead()).isFalse();
      // The client ends its side; what it has asked is still waited for.
      channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
      assertThat(channel.isOpen()).isTrue();
      channel.finishAndReleaseAll();
    }
  }

  @Test
  void halfClosedConnectionsEndWithTheLastAnswer() {
    var channel = client();
    channel.writeInbound(framed(Messages.query(1, "a.example", 1, 0)));
    channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
    assertThat(written(channel).readableBytes()).isPositive();
    assertThat(channel.isOpen()).isFalse();
  }
}
