// SPDX-License-Identifier: Apache-2.0
package io.sallyport.session.internal;

import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** The sessions of one event loop and the sweep over them; used on that loop only. */
final class LoopSessions {

  private static final long SWEEP_SECONDS = 1;

  private final EventLoop loop;
  private final Set<LiveSession> sessions = new LinkedHashSet<>();
  private boolean scheduled;

  LoopSessions(EventLoop loop) {
    this.loop = loop;
  }

  void add(LiveSession session) {
    sessions.add(session);
    if (!scheduled) {
      scheduled = true;
      loop.schedule(this::sweep, SWEEP_SECONDS, TimeUnit.SECONDS);
    }
  }

  void remove(LiveSession session) {
    sessions.remove(session);
  }

  private void sweep() {
    scheduled = false;
    long now = System.nanoTime();
    for (var session : new ArrayList<>(sessions)) {
      session.sweep(now);
    }
    if (!sessions.isEmpty() && !loop.isShuttingDown()) {
      scheduled = true;
      loop.schedule(this::sweep, SWEEP_SECONDS, TimeUnit.SECONDS);
    }
  }
}
