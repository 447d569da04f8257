// SPDX-License-Identifier: Apache-2.0
package io.sallyport.group.internal;

import io.sallyport.api.ConnectFailure;
import io.sallyport.api.Flow;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The account of one dial.
 *
 * @param <T> what members give
 */
final class Books<T> implements Dial.Ledger<T> {

  private final Standing standing;
  private final Snapshot snapshot;
  private final @Nullable Flow flow;
  private final Results<T> results;
  private final LongAdder retries;
  private final LongSupplier nanos;
  private boolean first = true;

  /**
   * @param flow null for a lookup
   * @param retries counts attempts but the first
   */
  Books(
      Standing standing,
      Snapshot snapshot,
      @Nullable Flow flow,
      Results<T> results,
      LongAdder retries,
      LongSupplier nanos) {
    this.standing = standing;
    this.snapshot = snapshot;
    this.flow = flow;
    this.results = results;
    this.retries = retries;
    this.nanos = nanos;
  }

  @Override
  public void tried(Way way) {
    way.member().tried(nanos.getAsLong());
    if (!first) {
      retries.increment();
    }
    first = false;
  }

  @Override
  public void landed(Way way, T result) {
    results.count(result, way.member().streams(), flow == null ? 0 : flow.id());
    if (flow != null) {
      snapshot.choice().landed(flow, way.member());
    }
    standing.works(way.member());
    standing.used(snapshot);
  }

  @Override
  public void answered(Way way) {
    standing.works(way.member());
  }

  @Override
  public void blamed(Way way, ConnectFailure why) {
    standing.fails(way.member(), why);
  }

  @Override
  public void discard(T result) {
    results.discard(result);
  }
}
