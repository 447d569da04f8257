// SPDX-License-Identifier: Apache-2.0
package io.sallyport.group.internal;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ScheduledFuture;
import io.sallyport.api.ConnectFailure;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Probes the members of a group in rounds, while there is a plan and, if that is lazy, while flows
 * come. The first flow after idleness starts a round at once. All state belongs to one loop; {@link
 * #touch} and {@link #follow} may be called on any thread.
 */
final class Prober {

  /** So many probes of one group are on their way at a time. */
  static final int CONCURRENCY = 10;

  /** What becomes of probes; called on the prober's loop. */
  interface Report {
    void measured(Way way, long millis);

    void failed(Way way, ConnectFailure why);

    void roundEnded();
  }

  private final EventLoop loop;
  private final LongSupplier nanos;
  private final RandomGenerator random;
  private final Supplier<Collection<Way>> ways;
  private final Report report;
  private volatile @Nullable ProbePlan plan;
  private volatile boolean running;
  private volatile long lastUse;
  private boolean everRound;
  private long lastRound;
  private int underWay;
  private @Nullable ScheduledFuture<?> timer;

  Prober(
      EventLoop loop,
      LongSupplier nanos,
      RandomGenerator random,
      Supplier<Collection<Way>> ways,
      Report report) {
    this.loop = loop;
    this.nanos = nanos;
    this.random = random;
    this.ways = ways;
    this.report = report;
  }

  /** Goes by another plan from now on; null ends probing. */
  void follow(@Nullable ProbePlan next) {
    plan = next;
    execute(
        () -> {
          boolean ran = running;
          halt();
          if (next != null && (ran || !next.lazy())) {
            begin();
          }
        });
  }

  /** A flow came. */
  void touch() {
    if (plan != null) {
      lastUse = nanos.getAsLong();
      if (!running) {
        execute(this::begin);
      }
    }
  }

  private void execute(Runnable task) {
    if (!loop.isShuttingDown()) {
      loop.execute(task);
    }
  }

  private void begin() {
    var now = plan;
    if (running || now == null) {
      return;
    }
    running = true;
    if (!everRound || nanos.getAsLong() - lastRound >= now.interval().toNanos()) {
      round(now);
    }
    schedule(now);
  }

  private void halt() {
    running = false;
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }

  private void schedule(ProbePlan now) {
    long interval = now.interval().toNanos();
    long delay = interval - interval / 10 + random.nextLong(interval / 5 + 1);
    timer = loop.schedule(this::tick, delay, TimeUnit.NANOSECONDS);
  }

  private void tick() {
    var now = plan;
    timer = null;
    if (now == null || (now.lazy() && nanos.getAsLong() - lastUse > now.idleTimeout().toNanos())) {
      halt();
      return;
    }
    round(now);
    schedule(now);
  }

  private void round(ProbePlan now) {
    if (underWay > 0) {
      return; // the last round still runs
    }
    everRound = true;
    lastRound = nanos.getAsLong();
    var waiting = new ArrayDeque<>(ways.get());
    for (int i = 0; i < CONCURRENCY && !waiting.isEmpty(); i++) {
      underWay++;
      probe(now, waiting);
    }
  }

  /** Probes one after the other until none waits. */
  private void probe(ProbePlan now, Queue<Way> waiting) {
    var way = waiting.poll();
    if (way == null || plan != now) {
      if (--underWay == 0) {
        report.roundEnded();
      }
      return;
    }
    HttpProbe.run(way.outbound(), now.target(), now.timeout(), loop, nanos)
        .addListener(
            (Future<Long> done) -> {
              if (plan == now) {
                if (done.isSuccess()) {
                  report.measured(way, done.getNow());
                } else {
                  report.failed(way, Dial.failure(done.cause()));
                }
              }
              probe(now, waiting);
            });
  }
}
