// SPDX-License-Identifier: Apache-2.0
package io.sallyport.upstream.internal;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Promise;
import io.sallyport.api.ConnectFailure;
import io.sallyport.api.ConnectFailure.Reason;
import io.sallyport.api.Flow;
import io.sallyport.api.Isolation;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Those who wait for a connection where {@code max_total} are there, first come first served. */
final class WaitingLine {

  /**
   * Somebody who wants a connection.
   *
   * @param fresh whether it must not be one that was made ahead
   * @param deadline of {@link System#nanoTime()}
   */
  record Borrower(Flow flow, EventLoop loop, boolean fresh, long deadline, Promise<Lease> promise) {

    /** Connections made for nobody know nothing of isolation, which a detour may heed. */
    boolean shares(PoolSource source) {
      return !source.isolating() || flow.isolation().equals(Isolation.SHARED);
    }
  }

  private final PoolSource source;
  private final int maxTotal;
  private final Deque<Borrower> waiting = new ArrayDeque<>();

  WaitingLine(PoolSource source, int maxTotal) {
    this.source = source;
    this.maxTotal = maxTotal;
  }

  synchronized boolean isEmpty() {
    return waiting.isEmpty();
  }

  synchronized void add(Borrower borrower) {
    waiting.add(borrower);
  }

  private synchronized void remove(Borrower borrower) {
    waiting.remove(borrower);
  }

  /** Takes a borrower out again when its time is up, or it does not want any more. */
  void limit(Borrower borrower) {
    var timer =
        borrower
            .loop()
            .schedule(
                () -> borrower.promise().tryFailure(tooMany()),
                borrower.deadline() - System.nanoTime(),
                TimeUnit.NANOSECONDS);
    borrower
        .promise()
        .addListener(
            _ -> {
              timer.cancel(false);
              remove(borrower);
            });
  }

  private ConnectFailure tooMany() {
    return new ConnectFailure(
        Reason.LIMIT,
        "no more than max_total = " + maxTotal + " connections to the proxy, and none became free");
  }

  /**
   * Takes out the next.
   *
   * @param made the loop of a connection that was made for nobody; null for a place for a new one
   */
  synchronized @Nullable Borrower next(@Nullable EventLoop made) {
    for (var each = waiting.iterator(); each.hasNext(); ) {
      var borrower = each.next();
      if (borrower.promise().isDone()) {
        each.remove();
      } else if (made == null
          || borrower.shares(source) && (source.movable() || borrower.loop() == made)) {
        each.remove();
        return borrower;
      }
    }
    return null;
  }
}
