// SPDX-License-Identifier: Apache-2.0
package io.sallyport.bench;

import java.nio.ByteBuffer;

/**
 * What the target has received in a run.
 *
 * @param nanos when, by the machine's monotonic clock, which all its processes share
 * @param bytes received, over all streams of the run
 * @param wrong bytes among them that were not those of the pattern
 */
record Tally(long nanos, long bytes, long wrong) {

  static final int LENGTH = 24;

  void put(ByteBuffer to) {
    to.putLong(nanos).putLong(bytes).putLong(wrong);
  }

  static Tally take(ByteBuffer from) {
    return new Tally(from.getLong(), from.getLong(), from.getLong());
  }
}
