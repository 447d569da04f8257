// SPDX-License-Identifier: Apache-2.0
package io.sallyport.itest.harness;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Waits for a condition, no longer than a deadline. */
public final class Await {

  private static final Duration DEADLINE = Duration.ofSeconds(20);
  private static final long PAUSE_NANOS = 5_000_000;

  private Await() {}

  /** Something that may hold by now. */
  @FunctionalInterface
  public interface Condition {
    boolean holds() throws Exception;
  }

  /** Something that may be there by now. */
  @FunctionalInterface
  public interface Source<T> {
    @Nullable T get() throws Exception;
  }

  /** Until it holds, 20 s at most. */
  public static void until(String what, Condition condition) throws Exception {
    until(what, DEADLINE, condition);
  }

  /** Until it holds; an {@link AssertionError} says what was waited for. */
  public static void until(String what, Duration deadline, Condition condition) throws Exception {
    value(what, deadline, () -> condition.holds() ? true : null);
  }

  /** Until it is there; returns it. */
  public static <T> T value(String what, Duration deadline, Source<T> source) throws Exception {
    long end = System.nanoTime() + deadline.toNanos();
    while (true) {
      T found = source.get();
      if (found != null) {
        return found;
      }
      if (System.nanoTime() > end) {
        throw new AssertionError("not within " + deadline.toMillis() + " ms: " + what);
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }
}
