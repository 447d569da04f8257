// SPDX-License-Identifier: Apache-2.0
package io.sallyport.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/** What a process and all its descendants have cost, as Linux's /proc tells (proc(5)). */
public record ProcessTree(ProcessHandle root) {

  /** Ticks of CPU time per second: USER_HZ, 100 on every architecture that the JVM runs on. */
  private static final double TICKS = 100;

  private static final int UTIME = 11;
  private static final int STATUS_FIELDS = 4;

  /** CPU time in seconds, user and system, of children that have ended too; in steps of 0.01. */
  public double cpuSeconds() {
    return sum(ProcessTree::ticks) / TICKS;
  }

  /** Memory in KiB; pages that processes share are counted for each. */
  public long rssKib() {
    return sum(pid -> field(pid, "smaps_rollup", "Rss:"));
  }

  /** Memory in KiB; a page that n processes share is counted as 1/n for each. */
  long pssKib() {
    return sum(pid -> field(pid, "smaps_rollup", "Pss:"));
  }

  int processes() {
    return (int) all().count();
  }

  private Stream<ProcessHandle> all() {
    return Stream.concat(Stream.of(root), root.descendants());
  }

  private long sum(ToLongFunction<Long> value) {
    return all().mapToLong(process -> value.applyAsLong(process.pid())).sum();
  }

  private static long ticks(long pid) {
    var lines = read(pid, "stat");
    return lines.isEmpty() ? 0 : ticks(lines.getFirst());
  }

  /** utime, stime, cutime and cstime of a line of /proc/PID/stat. */
  static long ticks(String stat) {
    // The second field is the command, in parentheses, and may hold blanks and parentheses.
    var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    long ticks = 0;
    for (int i = UTIME; i < UTIME + STATUS_FIELDS; i++) {
      ticks += Long.parseLong(fields[i]);
    }
    return ticks;
  }

  private static long field(long pid, String file, String name) {
    return read(pid, file).stream()
        .filter(line -> line.startsWith(name))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElse(0);
  }

  private static List<String> read(long pid, String file) {
    try {
      return Files.readAllLines(Path.of("/proc", Long.toString(pid), file));
    } catch (IOException e) {
      // It has ended since it was listed.
      return List.of();
    }
  }
}
