// SPDX-License-Identifier: Apache-2.0
package io.sallyport.session.internal;

import io.netty.channel.EventLoop;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The sessions of one event loop and the sweep over them; used on that loop only. */
final class LoopSessions {

  private static final long SWEEP_SECONDS = 1;
  private static final int BUFFER = 64 << 10;

  private final EventLoop loop;
  private final Runnable forget;
  private final Set<LiveSession> sessions = new LinkedHashSet<>();
  private final PipePool pipes = new PipePool();
  private @Nullable ByteBuffer buffer;
  private boolean scheduled;

  /**
   * @param forget what to do, on the loop, when it has no sessions any more: a loop may be one of
   *     the past
   */
  LoopSessions(EventLoop loop, Runnable forget) {
    this.loop = loop;
    this.forget = forget;
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

  /** The buffer that relayed bytes pass through; empty between two calls into a relay. */
  ByteBuffer buffer() {
    if (buffer == null) {
      buffer = ByteBuffer.allocateDirect(BUFFER);
    }
    return buffer;
  }

  PipePool pipes() {
    return pipes;
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
    } else {
      pipes.shrink();
      forget.run();
    }
  }
}
