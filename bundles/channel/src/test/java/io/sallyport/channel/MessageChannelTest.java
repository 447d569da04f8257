// SPDX-License-Identifier: Apache-2.0
package io.sallyport.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MessageChannelTest {

  private static final InetSocketAddress PEER = InetSocketAddress.createUnresolved("peer", 9);

  private final Loop on = new Loop();
  private final List<DatagramPacket> given = new ArrayList<>();
  private final List<Integer> read = new ArrayList<>();
  private final Owned channel = new Owned();

  /** A channel whose owner is the test. */
  private static final class Owned extends MessageChannel<DatagramPacket> {
    final List<Integer> sent = new ArrayList<>();
    final List<DatagramPacket> copies = new ArrayList<>();
    int batches;
    int closed;

    Owned() {
      super(null, DatagramPacket.class);
    }

    @Override
    protected void send(DatagramPacket message) {
      sent.add(message.content().readableBytes());
    }

    @Override
    protected void sent() {
      batches++;
    }

    @Override
    protected DatagramPacket kept(DatagramPacket message) {
      var copy = message.copy();
      message.release();
      copies.add(copy);
      return copy;
    }

    @Override
    protected void closed(boolean reset) {
      closed++;
    }
  }

  @BeforeEach
  void open() throws Exception {
    on.register(channel);
    on.reads(
        (_, message) -> {
          read.add(((DatagramPacket) message).content().readableBytes());
          ((DatagramPacket) message).release();
        });
  }

  @AfterEach
  void close() throws Exception {
    channel.close().sync();
    on.settle();
    assertThat(given).allMatch(one -> one.refCnt() == 0);
    assertThat(channel.copies).allMatch(one -> one.refCnt() == 0);
    assertThat(channel.closed).isEqualTo(1);
    on.close();
  }

  private DatagramPacket datagram(int length) {
    var made = new DatagramPacket(Unpooled.buffer(length + 1).writeZero(length), PEER);
    given.add(made);
    return made;
  }

  /** Offers datagrams of some length; how many were taken. */
  private int offer(int count, int length) throws Exception {
    int[] taken = new int[1];
    on.run(
        () -> {
          for (int i = 0; i < count; i++) {
            var datagram = datagram(length);
            if (channel.offer(datagram)) {
              taken[0]++;
            } else {
              datagram.release();
            }
          }
          channel.deliver();
        });
    return taken[0];
  }

  @Test
  void whatNobodyReadsWaitsInNumberAndInBytesWithinBounds() throws Exception {
    assertThat(offer(100, 1)).isEqualTo(MessageChannel.MAX_WAITING);
    on.run(() -> channel.config().setAutoRead(true));
    assertThat(read).hasSize(MessageChannel.MAX_WAITING);
    on.run(() -> channel.config().setAutoRead(false));
    assertThat(offer(100, 60_000)).isEqualTo(2);
    assertThat(offer(1, MessageChannel.MAX_WAITING_BYTES - 120_000)).isEqualTo(1);
    assertThat(offer(1, 1)).isZero();
    assertThat(offer(1, 0)).as("there is room for nothing").isEqualTo(1);
  }

  @Test
  void onlyWhatMayWaitLongIsKeptInAnotherShape() throws Exception {
    offer(2, 5);
    assertThat(channel.copies).hasSize(2);
    assertThat(given).allMatch(one -> one.refCnt() == 0);
    assertThat(channel.oldest()).isSameAs(channel.copies.getFirst());
    on.run(() -> channel.config().setAutoRead(true));
    offer(3, 7);
    assertThat(channel.copies).hasSize(2);
    assertThat(read).containsExactly(5, 5, 7, 7, 7);
    assertThat(channel.oldest()).isNull();
  }

  @Test
  void oneReadIsOneDatagram() throws Exception {
    offer(2, 5);
    on.run(channel::read);
    assertThat(read).containsExactly(5);
    on.run(channel::read);
    assertThat(read).containsExactly(5, 5);
    assertThat(on.events).containsExactly("complete", "complete");
  }

  @Test
  void aClosedChannelTakesNothingAndKeepsNothing() throws Exception {
    offer(3, 5);
    channel.close().sync();
    assertThat(channel.copies).allMatch(one -> one.refCnt() == 0);
    assertThat(offer(1, 5)).isZero();
    assertThat(channel.oldest()).isNull();
  }

  @Test
  void aBatchIsSentAndThenFlushedOnce() throws Exception {
    on.run(
        () -> {
          channel.write(datagram(1));
          channel.write(datagram(2));
          channel.flush();
        });
    assertThat(channel.sent).containsExactly(1, 2);
    assertThat(channel.batches).isEqualTo(1);
    assertThat(given).allMatch(one -> one.refCnt() == 0);
  }

  @Test
  void onlyItsKindGoesThrough() throws Exception {
    var bytes = Unpooled.copiedBuffer(new byte[3]);
    assertThat(channel.writeAndFlush(bytes).await().cause())
        .isInstanceOf(UnsupportedOperationException.class);
    assertThat(bytes.refCnt()).isZero();
    assertThat(channel.sent).isEmpty();
  }
}
