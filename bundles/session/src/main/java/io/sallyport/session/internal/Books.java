// SPDX-License-Identifier: Apache-2.0
package io.sallyport.session.internal;

import io.sallyport.api.ConnectFailure;
import io.sallyport.api.Origin;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a session has carried, and the lines of the statistics that it is counted in: which those
 * are is known once it has a route, or has failed. On its loop, but for {@link #traffic} to be
 * read.
 */
final class Books {

  private final Counters counters;
  private final Traffic traffic = new Traffic();
  private @Nullable Account account;

  Books(Counters counters) {
    this.counters = counters;
  }

  Traffic traffic() {
    return traffic;
  }

  /** Begins to count it as active, unless that has begun. */
  void open(Origin origin, @Nullable String outbound, @Nullable String rule) {
    if (account == null) {
      account = Account.open(counters.cells(origin, outbound, rule));
    }
  }

  void connected(Duration after) {
    if (account != null) {
      account.connected(after.toNanos());
    }
  }

  void failed(ConnectFailure.Reason reason) {
    if (account != null) {
      account.failed(reason);
    }
  }

  /** Adds what was carried since the last time. */
  void count() {
    if (account != null) {
      account.count(traffic);
    }
  }

  void close() {
    if (account != null) {
      account.count(traffic);
      account.close();
    }
  }
}
