// SPDX-License-Identifier: Apache-2.0
package io.sallyport.itest.harness;

import io.sallyport.testing.Await;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Sessions through a listener to an echo server, all of them moving all the time, every byte
 * checked, until they are told to finish.
 */
public final class Load implements AutoCloseable {

  private static final int BLOCK = 4096;

  private final int sessions;
  private final AtomicLongArray moved;
  private final AtomicInteger whole = new AtomicInteger();
  private final AtomicInteger lost = new AtomicInteger();
  private final AtomicInteger wrong = new AtomicInteger();
  private final AtomicLong longest = new AtomicLong();
  private final Queue<String> problems = new ConcurrentLinkedQueue<>();
  private final CountDownLatch ended;
  private volatile boolean finishing;

  /**
   * What became of it.
   *
   * @param whole sessions that got every byte and an orderly end
   * @param lost sessions that broke
   * @param wrong sessions that got a wrong byte
   * @param longestStallMillis longest time that one block of one session took there and back
   */
  public record Result(
      int whole,
      int lost,
      int wrong,
      long bytes,
      long longestStallMillis,
      Queue<String> problems) {}

  /** Opens the sessions. */
  public Load(int listener, int target, int sessions) throws IOException {
    this.sessions = sessions;
    this.moved = new AtomicLongArray(sessions);
    this.ended = new CountDownLatch(sessions);
    for (int i = 0; i < sessions; i++) {
      int number = i;
      var socket = Socks5.open(listener, "127.0.0.1", target);
      Thread.ofVirtual().start(() -> move(number, socket));
    }
  }

  private void move(int number, Socket socket) {
    try (socket) {
      long position = 0;
      while (!finishing) {
        long begun = System.nanoTime();
        Pattern.write(socket.getOutputStream(), number, position, BLOCK);
        Pattern.check(socket.getInputStream(), number, position, BLOCK);
        position += BLOCK;
        moved.set(number, position);
        longest.accumulateAndGet(System.nanoTime() - begun, Math::max);
      }
      socket.shutdownOutput();
      if (socket.getInputStream().read() != -1) {
        throw new AssertionError("a byte behind the end");
      }
      whole.incrementAndGet();
    } catch (IOException e) {
      lost.incrementAndGet();
      problems.add(number + ": " + e);
    } catch (AssertionError e) {
      wrong.incrementAndGet();
      problems.add(number + ": " + e);
    } finally {
      ended.countDown();
    }
  }

  /** Until every session has moved something from now on, or one is broken. */
  public void awaitMovement() throws Exception {
    for (int i = 0; i < sessions; i++) {
      int number = i;
      long before = moved.get(number);
      Await.until(
          "session " + number + " moves",
          Duration.ofSeconds(10),
          () -> moved.get(number) > before || !problems.isEmpty());
    }
  }

  /** Lets every session end in order. */
  public Result finish() throws InterruptedException {
    finishing = true;
    if (!ended.await(30, TimeUnit.SECONDS)) {
      throw new AssertionError(ended.getCount() + " sessions do not end");
    }
    long bytes = 0;
    for (int i = 0; i < sessions; i++) {
      bytes += moved.get(i);
    }
    return new Result(
        whole.get(), lost.get(), wrong.get(), bytes, longest.get() / 1_000_000, problems);
  }

  @Override
  public void close() {
    finishing = true;
  }
}
