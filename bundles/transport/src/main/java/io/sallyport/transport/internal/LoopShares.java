// SPDX-License-Identifier: Apache-2.0
package io.sallyport.transport.internal;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many accepted channels each loop has, so that the next one goes where it does best. Any
 * thread.
 */
final class LoopShares {

  private final Map<EventLoop, AtomicInteger> shares = new LinkedHashMap<>();

  LoopShares(Iterable<EventLoop> loops) {
    loops.forEach(loop -> shares.put(loop, new AtomicInteger()));
  }

  /**
   * Where a channel that {@code own} has accepted is to live: there, which spares waking another
   * thread, unless that loop has more of all channels than the one with the fewest by over a
   * quarter. So a few channels, which may be busy ones, are spread exactly.
   *
   * @param spread whether the kernel spreads connections over the loops; if one loop accepts all,
   *     it keeps no more than any other
   */
  EventLoop place(EventLoop own, boolean spread) {
    int total = 0;
    int least = Integer.MAX_VALUE;
    var chosen = own;
    for (var share : shares.entrySet()) {
      int count = share.getValue().get();
      total += count;
      if (count < least) {
        least = count;
        chosen = share.getKey();
      }
    }
    var here = shares.get(own);
    int slack = spread ? total / 4 : 0;
    return here != null && here.get() - least <= slack ? own : chosen;
  }

  /** Counts a channel that lives on this loop until it is closed. */
  void count(EventLoop loop, Channel channel) {
    var share = shares.get(loop);
    if (share != null) {
      share.incrementAndGet();
      channel.closeFuture().addListener(_ -> share.decrementAndGet());
    }
  }
}
