// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torclient;

import org.jspecify.annotations.Nullable;

/**
 * How far a client is on its way to carrying streams.
 *
 * @param percent 0 to 100; at 100 streams can be carried
 * @param doing what is being done, for people: {@code asking for the consensus}
 * @param problem what stands in the way, and what to do about it; null while all goes well
 */
public record Bootstrap(int percent, String doing, @Nullable String problem) {

  /** Nothing has been done: the network has not been contacted. */
  public static final Bootstrap ASLEEP = new Bootstrap(0, "asleep", null);

  /** Streams can be carried. */
  public static final Bootstrap DONE = new Bootstrap(100, "ready", null);

  public Bootstrap {
    if (percent < 0 || percent > 100) {
      throw new IllegalArgumentException(percent + " is no percentage");
    }
  }

  /** Whether streams can be carried. */
  public boolean done() {
    return percent == 100;
  }

  /** {@code 45%: fetching microdescriptors (too few so far)}. */
  @Override
  public String toString() {
    return percent + "%: " + doing + (problem == null ? "" : " (" + problem + ")");
  }
}
