// SPDX-License-Identifier: Apache-2.0
package io.sallyport.upstream.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Awaits what other threads will bring about. */
final class Eventually {

  private Eventually() {}

  /** Waits up to ten seconds for a value. */
  static <T> void is(T expected, Supplier<T> actual) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (!expected.equals(actual.get()) && System.nanoTime() < deadline) {
      LockSupport.parkNanos(1_000_000);
    }
    assertThat(actual.get()).isEqualTo(expected);
  }

  /** Looks for a while that a value stays as it is. */
  static <T> void stays(T expected, Supplier<T> actual, int millis) {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    while (System.nanoTime() < end) {
      assertThat(actual.get()).isEqualTo(expected);
      LockSupport.parkNanos(2_000_000);
    }
  }
}
