// SPDX-License-Identifier: Apache-2.0
package io.sallyport.bench.attach;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A network namespace, which lives as long as a process that waits for this one to end. */
final class Space implements AutoCloseable {

  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(10);

  private final Process holder;

  private Space(Process holder) {
    this.holder = holder;
  }

  /**
   * A new one.
   *
   * @throws IOException where that is not allowed
   */
  static Space create() throws IOException {
    var holder = new ProcessBuilder("unshare", "-n", "cat").redirectErrorStream(true).start();
    var own = Files.readSymbolicLink(Path.of("/proc/self/ns/net"));
    long end = System.nanoTime() + PATIENCE;
    while (!isThere(holder, own)) {
      if (!holder.isAlive() || System.nanoTime() - end > 0) {
        holder.destroyForcibly();
        var why = new String(holder.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        throw new IOException("no network namespace: " + why.strip());
      }
      LockSupport.parkNanos(1_000_000);
    }
    return new Space(holder);
  }

  private static boolean isThere(Process holder, Path own) throws IOException {
    var proc = Path.of("/proc", String.valueOf(holder.pid()));
    try {
      return !Files.readSymbolicLink(proc.resolve("ns/net")).equals(own)
          && Files.readString(proc.resolve("comm")).startsWith("cat");
    } catch (java.nio.file.NoSuchFileException e) {
      return false;
    }
  }

  /** The process by which others name it: {@code ip link ... netns PID}. */
  long pid() {
    return holder.pid();
  }

  /** The command that runs another one in here. */
  List<String> in(List<String> command) {
    var all = new ArrayList<>(List.of("nsenter", "-t", String.valueOf(holder.pid()), "-n"));
    all.addAll(command);
    return all;
  }

  /**
   * Runs a program to its end; what it printed.
   *
   * @throws IOException if its status is not 0
   */
  String run(String... command) throws IOException {
    var process =
        new ProcessBuilder(in(List.of(command)))
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectErrorStream(true)
            .start();
    var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new IOException(String.join(" ", command) + ": " + out.strip());
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    return out;
  }

  /** Begins a program. */
  Process start(Path log, String... command) throws IOException {
    return new ProcessBuilder(in(List.of(command)))
        .redirectInput(Path.of("/dev/null").toFile())
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
  }

  @Override
  public void close() {
    holder.destroy();
  }
}
