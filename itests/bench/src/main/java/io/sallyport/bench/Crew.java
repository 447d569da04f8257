// SPDX-License-Identifier: Apache-2.0
package io.sallyport.bench;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Threads that block on a connection each, and the means to end them in time. */
final class Crew {

  private static final Duration LAST_GRACE = Duration.ofSeconds(5);

  private final List<Seat> seats = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final Map<String, Integer> failures = new HashMap<>();
  private volatile boolean cut;

  /** What one thread does. */
  interface Work {
    void run(Seat seat) throws IOException;
  }

  /** A thread's place: which it is, and the channel that it blocks on. */
  final class Seat {
    final int number;
    private volatile @Nullable SocketChannel channel;

    Seat(int number) {
      this.number = number;
    }

    void on(SocketChannel current) {
      channel = current;
    }

    /** Counts a failure after which the thread goes on. */
    void failed(IOException e) {
      Crew.this.failed(describe(e));
    }
  }

  /** Any thread may start one. */
  synchronized void start(int number, Work work) {
    var seat = new Seat(number);
    seats.add(seat);
    threads.add(
        Thread.ofPlatform()
            .daemon()
            .start(
                () -> {
                  try {
                    work.run(seat);
                  } catch (IOException e) {
                    failed(cut ? "stalled" : describe(e));
                  }
                }));
  }

  static String describe(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  void failed(String what) {
    synchronized (failures) {
      failures.merge(what, 1, Integer::sum);
    }
  }

  Map<String, Integer> failures() {
    synchronized (failures) {
      return Map.copyOf(failures);
    }
  }

  /** Waits for all to end; whoever has not by then is cut off, and counted as stalled. */
  void await(Duration patience) throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    List<Thread> threads;
    List<Seat> seats;
    synchronized (this) {
      threads = List.copyOf(this.threads);
      seats = List.copyOf(this.seats);
    }
    for (var thread : threads) {
      thread.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
    }
    if (threads.stream().anyMatch(Thread::isAlive)) {
      cut = true;
      seats.forEach(Crew::close);
    }
    for (var thread : threads) {
      if (!thread.join(LAST_GRACE)) {
        failed("does not end");
      }
    }
  }

  private static void close(Seat seat) {
    var channel = seat.channel;
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        // it was closing already
        assert e != null;
      }
    }
  }
}
