// SPDX-License-Identifier: Apache-2.0
package io.sallyport.config.internal;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Runs a task on a thread of its own a moment after something happened, once for many things that
 * happen together. Any thread may touch.
 */
final class Settler implements AutoCloseable {

  private static final long QUIET_MILLIS = 50;
  private static final long LONGEST_MILLIS = 500;
  private static final long LATER_MILLIS = 2_000;

  private final Runnable task;
  private final Consumer<Throwable> failed;
  private final ScheduledThreadPoolExecutor executor;

  // All only under this object's monitor, which is never held while the task runs.
  private long last;
  private long first;
  private boolean pending;
  private boolean later;

  Settler(Runnable task, Consumer<Throwable> failed) {
    this.task = task;
    this.failed = failed;
    this.executor =
        new ScheduledThreadPoolExecutor(
            1, work -> Thread.ofPlatform().daemon().name("sallyport-config").unstarted(work));
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /** Something happened. */
  synchronized void touch() {
    last = System.nanoTime();
    if (!pending) {
      pending = true;
      first = last;
      schedule(QUIET_MILLIS, this::whenQuiet);
    }
  }

  /** Something might happen that nobody will tell of. */
  synchronized void touchLater() {
    if (!later) {
      later = true;
      schedule(LATER_MILLIS, this::touchNow);
    }
  }

  private synchronized void touchNow() {
    later = false;
    touch();
  }

  private void whenQuiet() {
    synchronized (this) {
      long now = System.nanoTime();
      long quiet = TimeUnit.NANOSECONDS.toMillis(now - last);
      if (quiet < QUIET_MILLIS && TimeUnit.NANOSECONDS.toMillis(now - first) < LONGEST_MILLIS) {
        schedule(QUIET_MILLIS - quiet, this::whenQuiet);
        return;
      }
      pending = false;
    }
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      failed.accept(e);
    }
  }

  private void schedule(long millis, Runnable work) {
    try {
      executor.schedule(work, millis, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      return; // closed: nothing happens any more
    }
  }

  @Override
  public void close() {
    executor.shutdown();
  }
}
