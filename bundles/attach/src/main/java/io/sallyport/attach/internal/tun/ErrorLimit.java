// SPDX-License-Identifier: Apache-2.0
package io.sallyport.attach.internal.tun;

import java.util.function.LongSupplier;

/** How many errors are sent in a second: RFC 1812 §4.3.2.8, RFC 4443 §2.4 (f). Any thread. */
final class ErrorLimit {

  static final int PER_SECOND = 1000;

  private final LongSupplier seconds;
  private long second;
  private int sent;

  /**
   * @param seconds a clock
   */
  ErrorLimit(LongSupplier seconds) {
    this.seconds = seconds;
  }

  /** Whether one more may be sent now; it counts as sent then. */
  synchronized boolean allows() {
    long now = seconds.getAsLong();
    if (now != second) {
      second = now;
      sent = 0;
    }
    return sent++ < PER_SECOND;
  }
}
