// SPDX-License-Identifier: Apache-2.0
package io.sallyport.itest.attach;

import io.sallyport.itest.harness.Run;
import io.sallyport.testing.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A network namespace that lives as long as a process which waits for this one to end. Without root
 * it is in a user namespace of its own, in which this user is root.
 */
final class Space implements AutoCloseable {

  private final Process holder;
  private final List<String> entry;

  private Space(Process holder, List<String> entry) {
    this.holder = holder;
    this.entry = entry;
  }

  /** A first one. */
  static Space create() throws Exception {
    return create("root".equals(System.getProperty("user.name")));
  }

  /**
   * A first one.
   *
   * @param root false for one in a user namespace of its own, as if this user were not root
   */
  static Space create(boolean root) throws Exception {
    var holder = hold(List.of("unshare", root ? "-n" : "-Urn", "cat"));
    var pid = String.valueOf(holder.pid());
    return new Space(
        holder,
        root
            ? List.of("nsenter", "-t", pid, "-n")
            : List.of("nsenter", "-t", pid, "-U", "-n", "--preserve-credentials"));
  }

  /** One more beside it, in the same user namespace. */
  Space beside() throws Exception {
    var command = new ArrayList<>(entry);
    command.addAll(List.of("unshare", "-n", "cat"));
    var next = hold(command);
    var entering = new ArrayList<>(entry);
    entering.set(entering.indexOf("-t") + 1, String.valueOf(next.pid()));
    return new Space(next, List.copyOf(entering));
  }

  private static Process hold(List<String> command) throws Exception {
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    var own = Files.readSymbolicLink(Path.of("/proc/self/ns/net"));
    Await.until(
        "a network namespace",
        Duration.ofSeconds(10),
        () -> {
          if (!process.isAlive()) {
            throw new IOException(
                "no namespace: " + new String(process.getInputStream().readAllBytes()).strip());
          }
          // It is there once the process has become the one that waits.
          return !Files.readSymbolicLink(Path.of("/proc/" + process.pid() + "/ns/net")).equals(own)
              && Files.readString(Path.of("/proc/" + process.pid() + "/comm")).startsWith("cat");
        });
    return process;
  }

  /** The process by which others can name it: {@code ip link ... netns PID}. */
  String pid() {
    return String.valueOf(holder.pid());
  }

  /** The command that runs another one in here. */
  List<String> in(List<String> command) {
    var all = new ArrayList<>(entry);
    all.addAll(command);
    return all;
  }

  /** Runs a program to its end. */
  Run run(String... command) throws Exception {
    return Run.of(in(List.of(command)));
  }

  /** Runs lines of a shell that must all work. */
  void setUp(String lines) throws Exception {
    var run = run("/bin/sh", "-ec", lines);
    if (run.status() != 0) {
      throw new IOException(lines + run);
    }
  }

  /** Begins a program; its output is nobody's. */
  Process start(List<String> command) throws IOException {
    return new ProcessBuilder(in(command))
        .redirectInput(Path.of("/dev/null").toFile())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  @Override
  public void close() throws IOException {
    holder.getOutputStream().close();
    holder.destroy();
  }
}
