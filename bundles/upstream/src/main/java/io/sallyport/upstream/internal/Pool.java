// SPDX-License-Identifier: Apache-2.0
package io.sallyport.upstream.internal;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.sallyport.api.Flow;
import io.sallyport.upstream.internal.WaitingLine.Borrower;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one configuration to its proxy: those that are ready, those being made ready,
 * and the count of those in use. Any thread; everything that changes is guarded by this object's
 * monitor, and nothing is called under it.
 *
 * <p>{@code min_idle} are kept ready. While sessions run, each request that finds nothing ready
 * raises that number by one, up to {@code max_idle}; a ready connection that grows old unused
 * lowers it, and the end of the last session takes it back to {@code min_idle}.
 */
final class Pool {

  /** Connections being made ready at a time. */
  private static final int MAX_FILLING = 8;

  private final PoolLimits limits;
  private final PoolSource source;
  private final PoolFigures figures;
  private final Backoff backoff;
  private final RandomGenerator random;

  private final Deque<IdleConnection> idle = new ArrayDeque<>();
  private final Set<Future<Channel>> filling = new HashSet<>();
  private final WaitingLine waiting;
  private int starting;
  private int total;
  private int lent;
  private int extra;
  private @Nullable EventLoop next;
  private boolean backingOff;
  private boolean closed;

  Pool(
      PoolLimits limits,
      PoolSource source,
      PoolFigures figures,
      Backoff backoff,
      RandomGenerator random) {
    this.limits = limits;
    this.source = source;
    this.waiting = new WaitingLine(source, limits.maxTotal());
    this.figures = figures;
    this.backoff = backoff;
    this.random = random;
  }

  /**
   * Lends a connection to be used up.
   *
   * @param fresh whether it must not be one that was made ahead
   * @param deadline of {@link System#nanoTime()}, for the wait that {@code max_total} may impose
   * @return completed on {@code loop}; cancelling it ends what is done for it
   */
  Future<Lease> borrow(Flow flow, boolean fresh, long deadline, EventLoop loop) {
    Promise<Lease> promise = loop.newPromise();
    lend(new Borrower(flow, loop, fresh, deadline, promise));
    return promise;
  }

  /** Makes ready what is missing. */
  void refill() {
    var flow = source.background();
    for (int missing = reserve(); missing > 0; missing--) {
      Future<Channel> opening = source.open(flow, nextLoop());
      synchronized (this) {
        starting--;
        filling.add(opening);
      }
      opening.addListener((Future<Channel> opened) -> filled(opened));
    }
  }

  private synchronized int reserve() {
    if (closed || backingOff) {
      return 0;
    }
    int pending = filling.size() + starting;
    int missing = Math.min(wanted() - idle.size() - pending, MAX_FILLING - pending);
    if (limits.maxTotal() > 0) {
      missing = Math.min(missing, limits.maxTotal() - total);
    }
    missing = Math.max(missing, 0);
    starting += missing;
    total += missing;
    return missing;
  }

  private synchronized EventLoop nextLoop() {
    var loop = next == null ? source.loop() : next;
    next = null;
    return loop;
  }

  private int wanted() {
    return limits.minIdle() + extra;
  }

  private void filled(Future<Channel> opened) {
    synchronized (this) {
      filling.remove(opened);
    }
    if (!opened.isSuccess()) {
      if (!opened.isCancelled()) {
        figures.refillFailures.increment();
        backOff();
      }
      closed();
      return;
    }
    var channel = opened.getNow();
    channel.closeFuture().addListener(_ -> closed());
    Borrower first = null;
    IdleConnection added = null;
    synchronized (this) {
      backoff.succeeded();
      first = waiting.next(channel.eventLoop());
      if (first == null && !closed && waiting.isEmpty() && idle.size() < wanted()) {
        added = new IdleConnection(this, channel, age());
        idle.add(added);
      }
    }
    if (first != null) {
      var borrower = first;
      LoopChange.move(channel, first.loop())
          .addListener((Future<Channel> moved) -> handOver(borrower, channel, moved));
    } else if (added != null) {
      channel.pipeline().addLast(added);
    } else {
      channel.close();
    }
    refill();
  }

  /** Up to a tenth younger than the limit, so that what was made together does not go together. */
  private Duration age() {
    long most = limits.maxIdleTime().toNanos();
    return Duration.ofNanos(most - random.nextLong(most / 10 + 1));
  }

  private void backOff() {
    long nanos;
    synchronized (this) {
      if (closed || backingOff) {
        return;
      }
      backingOff = true;
      nanos = backoff.failed().toNanos();
    }
    source.loop().schedule(this::tryAgain, nanos, TimeUnit.NANOSECONDS);
  }

  private void tryAgain() {
    synchronized (this) {
      backingOff = false;
    }
    refill();
  }

  private void lend(Borrower borrower) {
    IdleConnection taken;
    boolean full;
    IdleConnection evicted = null;
    if (borrower.promise().isDone()) {
      return;
    }
    synchronized (this) {
      boolean ready = !borrower.fresh() && borrower.shares(source);
      taken = ready ? take(borrower.loop()) : null;
      full = taken == null && limits.maxTotal() > 0 && total >= limits.maxTotal();
      if (full) {
        waiting.add(borrower);
        evicted = idle.pollFirst();
      } else if (taken == null) {
        total++;
        if (ready && !idle.isEmpty()) {
          // All that is ready is on loops that it cannot leave: the next is made where it is
          // needed.
          evicted = idle.pollFirst();
          next = borrower.loop();
        }
      }
    }
    if (evicted != null) {
      evicted.close();
    }
    if (full) {
      waiting.limit(borrower);
    } else if (taken == null) {
      figures.misses.increment();
      open(borrower);
    } else {
      hand(borrower, taken);
    }
  }

  /** The youngest of those on the loop, else of all: a hop between loops costs no round trip. */
  private @Nullable IdleConnection take(EventLoop loop) {
    for (var each = idle.descendingIterator(); each.hasNext(); ) {
      var candidate = each.next();
      if (candidate.channel.eventLoop() == loop) {
        each.remove();
        return candidate;
      }
    }
    return source.movable() ? idle.pollLast() : null;
  }

  private void hand(Borrower borrower, IdleConnection taken) {
    taken
        .release(borrower.loop())
        .addListener(
            (Future<Channel> released) -> {
              if (released.isSuccess()) {
                figures.hits.increment();
                handOver(borrower, taken.channel, released);
              } else {
                figures.discarded.increment();
                taken.channel.close();
                lend(borrower);
              }
            });
    refill();
  }

  private void open(Borrower borrower) {
    Future<Channel> opening = source.open(borrower.flow(), borrower.loop());
    borrower
        .promise()
        .addListener(
            done -> {
              if (done.isCancelled()) {
                opening.cancel(false);
              }
            });
    opening.addListener(
        (Future<Channel> opened) -> {
          if (opened.isSuccess()) {
            opened.getNow().closeFuture().addListener(_ -> closed());
            synchronized (this) {
              backoff.succeeded();
              backingOff = false;
            }
            lendOut(borrower, new Lease(opened.getNow(), false));
          } else {
            closed();
            borrower.promise().tryFailure(opened.cause());
          }
          refill();
        });
  }

  private void handOver(Borrower borrower, Channel channel, Future<Channel> moved) {
    if (moved.isSuccess()) {
      lendOut(borrower, new Lease(channel, true));
    } else {
      channel.close();
      lend(borrower);
    }
  }

  private void lendOut(Borrower borrower, Lease lease) {
    synchronized (this) {
      lent++;
      if (!lease.pooled() && wanted() < limits.maxIdle()) {
        extra++;
      }
    }
    figures.inUse.increment();
    lease
        .channel()
        .closeFuture()
        .addListener(
            _ -> {
              figures.inUse.decrement();
              synchronized (this) {
                lent--;
              }
              trim();
            });
    if (!borrower.promise().trySuccess(lease)) {
      lease.channel().close();
    }
  }

  /** After the last session nothing is kept beyond {@code min_idle}. */
  private void trim() {
    List<IdleConnection> surplus = new ArrayList<>();
    synchronized (this) {
      if (lent == 0) {
        extra = 0;
        while (idle.size() > limits.minIdle()) {
          surplus.add(idle.removeFirst());
        }
      }
    }
    surplus.forEach(IdleConnection::close);
  }

  /** A connection is gone, or never came to be. */
  private void closed() {
    Borrower next;
    synchronized (this) {
      total--;
      next = limits.maxTotal() == 0 || total < limits.maxTotal() ? waiting.next(null) : null;
    }
    if (next != null) {
      lend(next);
    }
    trim();
    refill();
  }

  /** A ready connection was given up by the proxy; on its loop. */
  void lost(IdleConnection connection) {
    synchronized (this) {
      if (!idle.remove(connection)) {
        return;
      }
    }
    figures.discarded.increment();
  }

  /** A ready connection is old; on its loop. */
  void expired(IdleConnection connection) {
    synchronized (this) {
      if (!idle.remove(connection)) {
        return;
      }
      extra = Math.max(0, extra - 1);
    }
    figures.discarded.increment();
    connection.close();
  }

  /** Closes what is ready and makes nothing ready any more. Connections in use live on. */
  void close() {
    List<IdleConnection> last;
    List<Future<Channel>> pending;
    synchronized (this) {
      closed = true;
      last = List.copyOf(idle);
      idle.clear();
      pending = List.copyOf(filling);
    }
    last.forEach(IdleConnection::close);
    pending.forEach(future -> future.cancel(false));
  }

  synchronized int idle() {
    return idle.size();
  }

  synchronized int total() {
    return total;
  }
}
