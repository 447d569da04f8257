// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torclient.directory;

import io.sallyport.torclient.Bootstrap;
import io.sallyport.torcore.guard.GuardSet;
import io.sallyport.torcore.netdir.NetDir;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the directory up to date from {@link #start} to {@link #close}, on a virtual thread of its
 * own: first what is on disk, then what is missing from the network, again when the consensus ages
 * or something failed. Any thread.
 */
public final class DirectoryManager implements AutoCloseable {

  private final DirectoryWork work;
  private final InstantSource clock;
  private final ExecutorService executor;
  private final Semaphore wakeUp = new Semaphore(0);
  private @Nullable Thread thread;
  private boolean closed;

  /**
   * Does nothing until {@link #start}.
   *
   * @param source streams to directory servers
   * @param random strong
   */
  public DirectoryManager(
      DirectorySettings settings,
      DirectorySource source,
      DirectoryListener listener,
      InstantSource clock,
      RandomGenerator random) {
    this(settings, source, List::of, listener, clock, random);
  }

  /**
   * Does nothing until {@link #start}.
   *
   * @param source streams to directory servers
   * @param guards whom to ask first once the network is known: those that see this client anyway
   * @param random strong
   */
  public DirectoryManager(
      DirectorySettings settings,
      DirectorySource source,
      Supplier<List<GuardSet.Status>> guards,
      DirectoryListener listener,
      InstantSource clock,
      RandomGenerator random) {
    this.clock = clock;
    this.executor =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("tor-directory-", 0).factory());
    this.work = new DirectoryWork(settings, source, guards, listener, clock, random, executor);
  }

  /** Begins; once. */
  public synchronized void start() {
    if (closed || thread != null) {
      throw new IllegalStateException("a directory is started once");
    }
    thread = Thread.ofVirtual().name("tor-directory").start(this::run);
  }

  /** The network may be there again, or the clock right: tries at once what waits. */
  public void retry() {
    work.forgetFailures();
    wakeUp.release();
  }

  /** The network as it is known; null before there is enough to build circuits. */
  public @Nullable NetDir network() {
    return work.network();
  }

  /** How far it is. */
  public Bootstrap progress() {
    return work.progress();
  }

  /** When the next consensus will be asked for; null before there is one. */
  public @Nullable Instant nextConsensus() {
    return work.nextConsensus();
  }

  /** Ends what is going on, and returns when no thread of it is left. */
  @Override
  public void close() {
    Thread running;
    synchronized (this) {
      closed = true;
      running = thread;
    }
    executor.shutdownNow();
    if (running != null) {
      running.interrupt();
      join(running);
    }
    executor.close();
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      load();
      while (!Thread.currentThread().isInterrupted()) {
        await(step());
      }
    } catch (InterruptedException | java.util.concurrent.RejectedExecutionException e) {
      // Closed.
    }
  }

  private void load() {
    try {
      work.load();
    } catch (RuntimeException e) {
      work.broken(e); // the network is asked instead
    }
  }

  /** What is not foreseen must not be the end of all refreshing. */
  private Instant step() throws InterruptedException {
    try {
      return work.step();
    } catch (java.util.concurrent.RejectedExecutionException e) {
      throw e;
    } catch (RuntimeException e) {
      return work.broken(e);
    }
  }

  /** Until it is time, or somebody wishes it were. */
  private void await(Instant next) throws InterruptedException {
    boolean woken = false;
    while (!woken && clock.instant().isBefore(next)) {
      long wait = Duration.between(clock.instant(), next).toMillis() + 1;
      // Clocks jump and machines sleep: look at the time again once a minute.
      woken = wakeUp.tryAcquire(Math.min(wait, 60_000), TimeUnit.MILLISECONDS);
    }
    wakeUp.drainPermits();
  }
}
