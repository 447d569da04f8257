// SPDX-License-Identifier: Apache-2.0
package io.sallyport.itest.tor;

import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetector.Level;
import io.sallyport.itest.harness.Await;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/** Watches for buffers that nobody gave back and threads that nobody ended. */
final class Leaks implements AutoCloseable {

  private static final String DETECTOR = ResourceLeakDetector.class.getName();

  private final Level before = ResourceLeakDetector.getLevel();
  private final Queue<String> reports = new ConcurrentLinkedQueue<>();
  private final Set<Thread> threads = running();
  private final Logger logger = Logger.getLogger(DETECTOR);
  private final Handler handler = new Reports();

  Leaks() {
    ResourceLeakDetector.setLevel(Level.PARANOID);
    logger.addHandler(handler);
  }

  private final class Reports extends Handler {

    @Override
    public void publish(LogRecord record) {
      reports.add(record.getMessage());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  private static Set<Thread> running() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(Thread::isAlive)
        .collect(Collectors.toSet());
  }

  /** Until no thread of Tor is left that was not there before. */
  void requireNoThreads() throws Exception {
    Await.until(
        "the threads of the client have ended",
        () ->
            running().stream()
                .filter(thread -> !threads.contains(thread))
                .noneMatch(thread -> thread.getName().startsWith("tor")));
  }

  /** Buffers that were lost are found when they are collected and another one is made. */
  Queue<String> lostBuffers() {
    for (int i = 0; i < 5; i++) {
      System.gc();
      for (int j = 0; j < 200; j++) {
        io.netty.buffer.ByteBufAllocator.DEFAULT.buffer(16).release();
        io.netty.buffer.PooledByteBufAllocator.DEFAULT.heapBuffer(16).release();
      }
    }
    return reports;
  }

  @Override
  public void close() {
    logger.removeHandler(handler);
    ResourceLeakDetector.setLevel(before);
  }
}
