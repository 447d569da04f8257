// SPDX-License-Identifier: Apache-2.0
package io.sallyport.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A relay that listens, until it is closed. */
final class RunningRelay implements AutoCloseable {

  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration STOP = Duration.ofSeconds(10);

  private final Relay relay;
  private final int port;
  private final @Nullable Process process;
  private final double startSeconds;

  private RunningRelay(Relay relay, int port, @Nullable Process process, double startSeconds) {
    this.relay = relay;
    this.port = port;
    this.process = process;
    this.startSeconds = startSeconds;
  }

  /**
   * Starts a relay and waits until its port takes connections.
   *
   * @param directory made here; its configuration, home and output
   * @throws IOException if it ends or does not listen within {@link #START}
   */
  static RunningRelay start(Relay relay, Path directory, int port, List<Integer> targets)
      throws IOException {
    var command = relay.command(Files.createDirectories(directory), port, targets);
    if (command.words().isEmpty()) {
      return new RunningRelay(relay, 0, null, 0);
    }
    // A shell raises the soft limit of descriptors to the hard one, as a JVM does by itself.
    var words = new ArrayList<>(List.of("sh", "-c", "ulimit -n \"$(ulimit -H -n)\"; exec \"$@\""));
    words.add("sh");
    words.addAll(command.words());
    var log = directory.resolve("output.log");
    var builder = new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().putAll(command.environment());
    long begin = System.nanoTime();
    var process = builder.start();
    process.getOutputStream().close();
    while (!listens(port)) {
      if (!process.isAlive() || System.nanoTime() - begin > START.toNanos()) {
        kill(process);
        throw new IOException(relay.name() + " does not listen; see " + log);
      }
      LockSupport.parkNanos(10_000_000);
    }
    return new RunningRelay(relay, port, process, (System.nanoTime() - begin) / 1e9);
  }

  private static boolean listens(int port) {
    try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  Relay relay() {
    return relay;
  }

  double startSeconds() {
    return startSeconds;
  }

  /** The job, aimed at this relay. */
  Job aim(Job job) {
    return job.through(relay.socks(), port);
  }

  /** CPU time so far, in seconds. */
  double cpuSeconds() {
    return process == null ? 0 : tree().cpuSeconds();
  }

  ProcessTree tree() {
    if (process == null) {
      throw new IllegalStateException(relay.name() + " has no process");
    }
    return new ProcessTree(process.toHandle());
  }

  @Override
  public void close() {
    if (process != null) {
      kill(process);
    }
  }

  private static void kill(Process process) {
    var children = process.descendants().toList();
    process.destroy();
    try {
      if (!process.waitFor(STOP.toNanos(), TimeUnit.NANOSECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    children.forEach(ProcessHandle::destroyForcibly);
  }
}
