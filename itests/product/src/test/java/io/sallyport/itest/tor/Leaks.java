// SPDX-License-Identifier: Apache-2.0
package io.sallyport.itest.tor;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetector.Level;
import io.sallyport.itest.tor.network.PrivateTorNetwork;
import io.sallyport.itest.tor.network.TorNode;
import io.sallyport.testing.Await;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Watches for buffers that nobody gave back, threads that nobody ended, links that are left. */
final class Leaks implements AutoCloseable {

  private static final String DETECTOR = ResourceLeakDetector.class.getName();

  private final Level before = ResourceLeakDetector.getLevel();
  private final Queue<String> reports = new ConcurrentLinkedQueue<>();
  private final Set<Thread> threads = running();
  private final Set<String> virtualThreads;
  private final Logger logger = Logger.getLogger(DETECTOR);
  private final Handler handler = new Reports();

  Leaks() throws IOException {
    virtualThreads = virtual();
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
    Await.until("its virtual threads, too", () -> virtualThreads.containsAll(virtual()));
  }

  /** The virtual threads of Tor by number; there is no other way to see them than a dump. */
  private static Set<String> virtual() throws IOException {
    var dump = Files.createTempDirectory("threads").resolve("dump.json");
    try {
      ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
          .dumpThreads(dump.toString(), ThreadDumpFormat.JSON);
      return Pattern.compile("\"tid\": *\"?(\\d+)\"?,[^{}]*?\"name\": *\"tor-")
          .matcher(Files.readString(dump))
          .results()
          .map(found -> found.group(1))
          .collect(Collectors.toSet());
    } finally {
      Files.deleteIfExists(dump);
      Files.delete(dump.getParent());
    }
  }

  /** Until this process has no connection to a relay, and so no circuit either. */
  static void requireNoLinks(PrivateTorNetwork network) throws Exception {
    var ports = network.nodes().stream().map(TorNode::orPort).collect(Collectors.toSet());
    Await.until("no link is left", () -> links(ports) == 0);
  }

  /** How many sockets of this process are connected to such ports. */
  static long links(Set<Integer> ports) throws IOException {
    var mine = new HashSet<String>();
    try (var descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      for (var each : descriptors) {
        try {
          mine.add(Files.readSymbolicLink(each).toString());
        } catch (IOException e) {
          // That of the listing itself is gone.
        }
      }
    }
    long links = 0;
    for (var table : List.of("tcp", "tcp6")) {
      for (var line : Files.readAllLines(Path.of("/proc/self/net", table))) {
        var fields = line.trim().split("\\s+");
        if (fields[0].endsWith(":")) {
          int port = Integer.parseInt(fields[2].substring(fields[2].indexOf(':') + 1), 16);
          links += ports.contains(port) && mine.contains("socket:[" + fields[9] + "]") ? 1 : 0;
        }
      }
    }
    return links;
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
