// SPDX-License-Identifier: Apache-2.0
package io.sallyport.bench;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What a connection to the target begins with.
 *
 * @param service what the target is to do
 * @param run which measurement this belongs to, for {@link Service#TALLY}
 * @param stream which stream of the run, see {@link Pattern#start}
 */
record Greeting(Service service, int run, int stream) {

  static final int LENGTH = 16;
  private static final int MAGIC = 0x53504C59;

  /** What the target does with a connection. */
  enum Service {
    /** Sends everything back. */
    ECHO,
    /** Sends the pattern until the connection ends. */
    SOURCE,
    /** Takes and compares the pattern. */
    SINK,
    /** Both at once. */
    DUPLEX,
    /** Answers every byte with a {@link Tally} of the run. */
    TALLY;

    boolean sends() {
      return this == SOURCE || this == DUPLEX;
    }
  }

  void put(ByteBuffer to) {
    to.putInt(MAGIC).putInt(service.ordinal()).putInt(run).putInt(stream);
  }

  /** Reads {@link #LENGTH} bytes; null if they are no greeting. */
  static @Nullable Greeting take(ByteBuffer from) {
    int magic = from.getInt();
    int service = from.getInt();
    int run = from.getInt();
    int stream = from.getInt();
    return magic == MAGIC && service >= 0 && service < Service.values().length && stream >= 0
        ? new Greeting(Service.values()[service], run, stream)
        : null;
  }
}
