// SPDX-License-Identifier: Apache-2.0
package io.sallyport.upstream.internal;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.sallyport.api.Flow;
import io.sallyport.upstream.internal.WaitingLine.Borrower;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one configuration to its proxy: those that are ready, those being made ready,
 * and the count of those in use. Any thread; everything that changes is guarded by this object's
 * monitor, and nothing is called under it.
 *
 * <p>{@link IdleStock} knows how many should be ready, {@link Filling} how many are under way, and
 * {@link WaitingLine} who waits.
 */
final class Pool {

  private final PoolLimits limits;
  private final PoolSource source;
  private final PoolFigures figures;
  private final RandomGenerator random;

  private final IdleStock idle;
  private final Filling filling;
  private final WaitingLine waiting;
  private int total;
  private @Nullable EventLoop next;
  private boolean closed;

  Pool(
      PoolLimits limits,
      PoolSource source,
      PoolFigures figures,
      Backoff backoff,
      RandomGenerator random) {
    this.limits = limits;
    this.source = source;
    this.idle = new IdleStock(limits);
    this.filling = new Filling(backoff);
    this.waiting = new WaitingLine(source, limits.maxTotal());
    this.figures = figures;
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
        filling.begun(opening);
      }
      opening.addListener((Future<Channel> opened) -> filled(opened));
    }
  }

  private synchronized int reserve() {
    if (closed) {
      return 0;
    }
    int room = limits.maxTotal() > 0 ? limits.maxTotal() - total : Integer.MAX_VALUE;
    int missing = filling.reserve(idle.missing(), room);
    total += missing;
    return missing;
  }

  private synchronized EventLoop nextLoop() {
    var loop = next == null ? source.loop() : next;
    next = null;
    return loop;
  }

  private void filled(Future<Channel> opened) {
    if (!opened.isSuccess()) {
      synchronized (this) {
        filling.ended(opened);
      }
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
      // In one step: what is neither under way nor ready would be made once more.
      filling.ended(opened);
      filling.succeeded();
      first = waiting.next(channel.eventLoop());
      if (first == null && !closed && waiting.isEmpty() && idle.missing() > 0) {
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
    Duration pause;
    synchronized (this) {
      pause = closed ? null : filling.failed();
    }
    if (pause != null) {
      source.loop().schedule(this::tryAgain, pause.toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  private void tryAgain() {
    synchronized (this) {
      filling.pauseIsOver();
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
      taken = ready ? idle.take(borrower.loop(), source.movable()) : null;
      full = taken == null && limits.maxTotal() > 0 && total >= limits.maxTotal();
      if (full) {
        waiting.add(borrower);
        evicted = idle.oldest();
      } else if (taken == null) {
        total++;
        if (ready && idle.size() > 0) {
          // All that is ready is on loops that it cannot leave: the next is made where it is
          // needed.
          evicted = idle.oldest();
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
              filling.succeeded();
              filling.pauseIsOver();
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
      idle.lent(lease.pooled());
    }
    figures.inUse.increment();
    lease
        .channel()
        .closeFuture()
        .addListener(
            _ -> {
              figures.inUse.decrement();
              synchronized (this) {
                idle.returned();
              }
              trim();
            });
    if (!borrower.promise().trySuccess(lease)) {
      lease.channel().close();
    }
  }

  /** After the last session nothing is kept beyond {@code min_idle}. */
  private void trim() {
    List<IdleConnection> surplus;
    synchronized (this) {
      surplus = idle.surplus();
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
      idle.aged();
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
      last = idle.clear();
      pending = filling.pending();
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
