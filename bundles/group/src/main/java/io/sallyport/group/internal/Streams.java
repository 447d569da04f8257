// SPDX-License-Identifier: Apache-2.0
package io.sallyport.group.internal;

import io.netty.channel.Channel;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongPredicate;

/** The channels that go by one member and are not closed yet, with their flows. Any thread. */
final class Streams {

  private final Map<Channel, Long> live = new ConcurrentHashMap<>();
  private final AtomicInteger count = new AtomicInteger();

  void add(Channel channel, long flow) {
    if (live.put(channel, flow) == null) {
      count.incrementAndGet();
      channel.closeFuture().addListener(closed -> remove(channel));
    }
  }

  private void remove(Channel channel) {
    if (live.remove(channel) != null) {
      count.decrementAndGet();
    }
  }

  int count() {
    return count.get();
  }

  /**
   * Ends them all.
   *
   * @param session ends the session of a flow, and says whether there was one. A session may relay
   *     below the channel's pipeline and would not see the channel close, so it is asked first.
   */
  void closeAll(LongPredicate session) {
    live.forEach(
        (channel, flow) -> {
          if (!session.test(flow)) {
            channel.close();
          }
        });
  }
}
