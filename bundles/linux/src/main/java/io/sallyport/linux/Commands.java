// SPDX-License-Identifier: Apache-2.0
package io.sallyport.linux;

import io.sallyport.linux.internal.Program;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs the programs of iproute2 and nftables: never by a shell, with a deadline, with bounded
 * output. Blocks; any thread but an event loop.
 *
 * @param prefix what stands before each command; empty for this process's own namespace
 * @param deadline after which a program is killed
 */
public record Commands(List<String> prefix, Duration deadline) {

  private static final Duration DEADLINE = Duration.ofSeconds(20);

  /** In the network namespace of this process. */
  public static final Commands HERE = new Commands(List.of(), DEADLINE);

  public Commands {
    prefix = List.copyOf(prefix);
  }

  /** In a namespace that {@code ip netns} knows by name. */
  public static Commands inNamespace(String name) {
    return new Commands(List.of("ip", "netns", "exec", name), DEADLINE);
  }

  /**
   * Runs a program to its end.
   *
   * @param stdin what it reads; null for nothing
   * @return what it wrote to stdout
   * @throws CommandException unless it ended with 0
   */
  public String run(List<String> command, @Nullable String stdin) throws CommandException {
    var whole = new ArrayList<>(prefix);
    whole.addAll(command);
    return Program.run(whole, stdin, deadline);
  }

  /** The same without stdin. */
  public String run(String... command) throws CommandException {
    return run(List.of(command), null);
  }
}
