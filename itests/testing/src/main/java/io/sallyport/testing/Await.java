// SPDX-License-Identifier: Apache-2.0
package io.sallyport.testing;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Waits on the caller's thread for what other threads bring about: looks every two milliseconds, no
 * longer than a deadline and no longer than until it is interrupted. JUnit's own time limit only
 * interrupts, so a loop that does not look for that is never ended by it.
 */
public final class Await {

  private static final Duration DEADLINE = Duration.ofSeconds(20);
  private static final long PAUSE_NANOS = 2_000_000;

  private Await() {}

  /** Something that may hold by now. */
  @FunctionalInterface
  public interface Condition<E extends Exception> {
    boolean holds() throws E;
  }

  /** Something that may be there by now. */
  @FunctionalInterface
  public interface Source<T, E extends Exception> {
    @Nullable T get() throws E;
  }

  /** Until it holds, 20 s at most. */
  public static <E extends Exception> void until(String what, Condition<E> condition) throws E {
    until(what, DEADLINE, condition);
  }

  /**
   * Until it holds.
   *
   * @throws AssertionError with what was waited for: the deadline has passed, or the thread was
   *     interrupted, and still is
   */
  public static <E extends Exception> void until(
      String what, Duration deadline, Condition<E> condition) throws E {
    Await.<Boolean, E>value(what, deadline, () -> condition.holds() ? true : null);
  }

  /** Until it is there; returns it. Fails as {@link #until(String, Duration, Condition)} does. */
  public static <T, E extends Exception> T value(
      String what, Duration deadline, Source<T, E> source) throws E {
    long begun = System.nanoTime();
    while (true) {
      T found = source.get();
      if (found != null) {
        return found;
      }
      if (System.nanoTime() - begun > deadline.toNanos()) {
        throw new AssertionError("not within " + deadline.toMillis() + " ms: " + what);
      }
      if (Thread.currentThread().isInterrupted()) {
        throw new AssertionError("interrupted while waiting for: " + what);
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }
}
