// SPDX-License-Identifier: Apache-2.0
package io.sallyport.transport.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.nio.NioIoHandler;
import java.util.ArrayDeque;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoopSharesTest {

  private final MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
  private final EventLoop one = group.next();
  private final EventLoop two = group.next();
  private final LoopShares shares = new LoopShares(List.of(one, two));
  private final ArrayDeque<Channel> channels = new ArrayDeque<>();

  @AfterEach
  void stop() {
    group.shutdownGracefully();
  }

  private EventLoop accept(EventLoop own, boolean spread) {
    var loop = shares.place(own, spread);
    var channel = new EmbeddedChannel();
    channels.push(channel);
    shares.count(loop, channel);
    return loop;
  }

  @Test
  void aFewChannelsAreSpreadExactlyThoughOneLoopAcceptsThem() {
    assertThat(accept(one, true)).isSameAs(one);
    assertThat(accept(one, true)).isSameAs(two);
    assertThat(accept(one, true)).isSameAs(one);
    assertThat(accept(one, true)).isSameAs(two);
  }

  @Test
  void manyStayWhereTheyAreAcceptedUntilThatIsTooUneven() {
    for (int i = 0; i < 50; i++) {
      accept(i % 2 == 0 ? one : two, true);
    }
    int stayed = 0;
    while (accept(one, true) == one) {
      stayed++;
    }
    assertThat(stayed).isBetween(12, 25);
  }

  @Test
  void aLoopThatAcceptsForAllKeepsNoMoreThanAnyOther() {
    int kept = 0;
    for (int i = 0; i < 100; i++) {
      kept += accept(one, false) == one ? 1 : 0;
    }
    assertThat(kept).isEqualTo(50);
  }

  @Test
  void aClosedChannelCountsNoMore() {
    accept(one, true);
    channels.pop().close();
    assertThat(accept(one, true)).isSameAs(one);
  }
}
