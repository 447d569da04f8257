// SPDX-License-Identifier: Apache-2.0
package io.sallyport.group.internal;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.ScheduledFuture;
import io.sallyport.api.ConnectFailure;
import io.sallyport.api.ConnectFailure.Reason;
import io.sallyport.api.Outbound;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One request carried to one member after the other until one is through. All on the flow's loop.
 * Each attempt has a fair share of the time that is left, so that a silent member leaves some for
 * those behind it.
 *
 * @param <T> what a member gives: a channel, addresses
 */
final class Dial<T> {

  private static final long LEAST_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** The request, put to a member. */
  interface Call<T> {
    /**
     * Asks one.
     *
     * @param last whether nobody is asked after it
     */
    Future<T> start(Outbound via, boolean last);
  }

  /** Who keeps account of how members fare; called on the loop. */
  interface Ledger<T> {
    /** An attempt by it begins. */
    void tried(Way way);

    /** It is through, and this is what it gave. */
    void landed(Way way, T result);

    /** It has brought the far end's own refusal. */
    void answered(Way way);

    /** It is to blame. */
    void blamed(Way way, ConnectFailure why);

    /** What came too late, or for nobody. */
    void discard(T result);
  }

  private record Failed(Way way, ConnectFailure why) {}

  private final String group;
  private final List<Way> ways;
  private final Call<T> call;
  private final Ledger<T> ledger;
  private final EventLoop loop;
  private final LongSupplier nanos;
  private final long deadline;
  private final Promise<T> promise;
  private final List<Failed> failures = new ArrayList<>(2);
  private int index;
  private @Nullable Future<T> current;
  private @Nullable ScheduledFuture<?> timer;

  Dial(
      String group,
      List<Way> ways,
      Call<T> call,
      Ledger<T> ledger,
      EventLoop loop,
      Duration timeout,
      LongSupplier nanos) {
    this.group = group;
    this.ways = ways;
    this.call = call;
    this.ledger = ledger;
    this.loop = loop;
    this.nanos = nanos;
    this.deadline = nanos.getAsLong() + timeout.toNanos();
    this.promise = loop.newPromise();
  }

  /** Begins. Cancelling what it returns ends the attempt that is on its way. */
  Future<T> start() {
    promise.addListener(
        done -> {
          if (done.isCancelled()) {
            onLoop(this::abandon);
          }
        });
    onLoop(this::next);
    return promise;
  }

  private void onLoop(Runnable task) {
    if (loop.inEventLoop()) {
      task.run();
    } else {
      loop.execute(task);
    }
  }

  private void next() {
    if (promise.isDone()) {
      return;
    }
    long left = deadline - nanos.getAsLong();
    if (index == ways.size() || left <= 0) {
      promise.tryFailure(summary());
      return;
    }
    long share = Math.min(left, Math.max(left / (ways.size() - index), LEAST_NANOS));
    var way = ways.get(index++);
    ledger.tried(way);
    Future<T> attempt;
    try {
      attempt = call.start(way.outbound(), index == ways.size());
    } catch (RuntimeException | LinkageError e) {
      // An outbound is somebody else's code: its accident is one more failure.
      attempt = loop.newFailedFuture(new ConnectFailure(Reason.GENERAL, "the outbound broke", e));
    }
    var started = attempt;
    current = started;
    timer = loop.schedule(() -> expired(way, started), share, TimeUnit.NANOSECONDS);
    started.addListener(done -> onLoop(() -> settled(way, started)));
  }

  private void settled(Way way, Future<T> attempt) {
    if (attempt != current) {
      if (attempt.isSuccess()) {
        ledger.discard(attempt.getNow());
      }
      return;
    }
    forget();
    if (!attempt.isSuccess()) {
      failed(way, failure(attempt.cause()));
      return;
    }
    blameSuspects();
    ledger.landed(way, attempt.getNow());
    if (!promise.trySuccess(attempt.getNow())) {
      ledger.discard(attempt.getNow());
    }
  }

  private void expired(Way way, Future<T> attempt) {
    if (attempt == current) {
      forget();
      attempt.cancel(true);
      failed(way, new ConnectFailure(Reason.TIMEOUT, "no connection within its share of time"));
    }
  }

  private void failed(Way way, ConnectFailure why) {
    switch (Verdict.of(why.reason())) {
      case ANSWER -> {
        blameSuspects();
        ledger.answered(way);
        promise.tryFailure(why);
      }
      case FINAL -> promise.tryFailure(why);
      case BROKEN -> {
        ledger.blamed(way, why);
        failures.add(new Failed(way, why));
        next();
      }
      case SUSPECT, UNFIT -> {
        failures.add(new Failed(way, why));
        next();
      }
    }
  }

  /** Somebody is through, so the destination was not at fault. */
  private void blameSuspects() {
    for (var one : failures) {
      if (Verdict.of(one.why().reason()) == Verdict.SUSPECT) {
        ledger.blamed(one.way(), one.why());
      }
    }
  }

  private void abandon() {
    var attempt = current;
    forget();
    if (attempt != null) {
      attempt.cancel(true);
    }
  }

  private void forget() {
    current = null;
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }

  /** All failed: the reason that tells most about the destination, and what each member said. */
  private ConnectFailure summary() {
    if (failures.size() == 1) {
      return failures.getFirst().why();
    }
    var best = failures.getFirst().why();
    for (var one : failures) {
      if (weight(one.why()) > weight(best)) {
        best = one.why();
      }
    }
    var told =
        failures.stream()
            .map(one -> one.way().member().tag() + ": " + one.why().getMessage())
            .collect(Collectors.joining("; "));
    return new ConnectFailure(best.reason(), "no member of " + group + " got through: " + told);
  }

  private static int weight(ConnectFailure failure) {
    return switch (Verdict.of(failure.reason())) {
      case ANSWER, FINAL -> 3;
      case SUSPECT -> failure.reason() == Reason.GENERAL ? 1 : 2;
      case BROKEN -> 1;
      case UNFIT -> 0;
    };
  }

  static ConnectFailure failure(@Nullable Throwable cause) {
    return cause instanceof ConnectFailure failure
        ? failure
        : new ConnectFailure(Reason.GENERAL, String.valueOf(cause), cause);
  }
}
