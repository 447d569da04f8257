// SPDX-License-Identifier: Apache-2.0
package io.sallyport.socks.internal;

import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What becomes of credentials. */
sealed interface Authentication {

  /**
   * Known at once.
   *
   * @param user who has them; null if nobody
   */
  record Known(@Nullable String user) implements Authentication {}

  /** Known after a computation that is too slow for an event loop. */
  record Slow(Supplier<@Nullable String> work) implements Authentication {

    /** Half of the machine may be busy with passwords, never all of it. */
    private static final Semaphore CORES =
        new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors() / 2));

    /** More than these wait for their turn in vain: they would be timed out anyway. */
    private static final int MOST_WAITING = 256;

    private static final AtomicInteger WAITING = new AtomicInteger();

    /**
     * Works on a thread of its own.
     *
     * @param then told, on {@code executor}, who has the credentials; null if nobody
     */
    void begin(EventExecutor executor, Consumer<@Nullable String> then) {
      if (WAITING.incrementAndGet() > MOST_WAITING) {
        WAITING.decrementAndGet();
        then.accept(null);
        return;
      }
      Thread.ofVirtual()
          .name("password")
          .start(
              () -> {
                String user = null;
                CORES.acquireUninterruptibly();
                try {
                  user = work.get();
                } finally {
                  CORES.release();
                  WAITING.decrementAndGet();
                  String found = user;
                  executor.execute(() -> then.accept(found));
                }
              });
    }
  }
}
