// SPDX-License-Identifier: Apache-2.0
package io.sallyport.group.internal;

import io.netty.channel.Channel;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The channels that go by one member and are not closed yet. Any thread. */
final class Streams {

  private final Set<Channel> live = ConcurrentHashMap.newKeySet();
  private final AtomicInteger count = new AtomicInteger();

  void add(Channel channel) {
    if (live.add(channel)) {
      count.incrementAndGet();
      channel.closeFuture().addListener(closed -> remove(channel));
    }
  }

  private void remove(Channel channel) {
    if (live.remove(channel)) {
      count.decrementAndGet();
    }
  }

  int count() {
    return count.get();
  }

  void closeAll() {
    live.forEach(Channel::close);
  }
}
