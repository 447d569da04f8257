// SPDX-License-Identifier: Apache-2.0
package io.sallyport.linux.internal;

import io.sallyport.linux.Capability;
import io.sallyport.linux.CommandException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One run of a program. */
public final class Program {

  /** More than any listing of ours; what writes more is not what we asked for. */
  private static final int MAX_OUTPUT = 32 << 20;

  private Program() {}

  /**
   * Runs it and waits.
   *
   * @return its stdout
   */
  public static String run(List<String> command, @Nullable String stdin, Duration deadline)
      throws CommandException {
    Process process;
    try {
      var builder = new ProcessBuilder(command);
      builder.environment().put("LC_ALL", "C");
      process = builder.start();
    } catch (IOException e) {
      throw new CommandException(
          command, -1, String.valueOf(e.getMessage()), "is the package that has it installed?");
    }
    try {
      return finish(command, process, stdin, deadline);
    } finally {
      process.destroyForcibly();
    }
  }

  private static String finish(
      List<String> command, Process process, @Nullable String stdin, Duration deadline)
      throws CommandException {
    var out = drained(process.getInputStream());
    var err = drained(process.getErrorStream());
    Thread.ofVirtual().start(() -> feed(process, stdin));
    try {
      if (!process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new CommandException(
            command, -1, "has not ended after " + deadline.toSeconds() + " s", null);
      }
      var said = err.get();
      int status = process.exitValue();
      if (status != 0) {
        throw new CommandException(command, status, said, remedy(said));
      }
      return out.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandException(command, -1, "interrupted", null);
    } catch (java.util.concurrent.ExecutionException e) {
      throw new CommandException(command, -1, "its output cannot be read: " + e.getCause(), null);
    }
  }

  private static @Nullable String remedy(String said) {
    return said.contains("Operation not permitted") || said.contains("ermission denied")
        ? Capability.NET_ADMIN.remedy()
        : null;
  }

  private static void feed(Process process, @Nullable String stdin) {
    try (var to = process.getOutputStream()) {
      if (stdin != null) {
        to.write(stdin.getBytes(StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      // It has ended without reading everything: its exit status tells the story.
      return;
    }
  }

  private static FutureTask<String> drained(InputStream from) {
    var task =
        new FutureTask<>(
            () -> {
              var kept = new ByteArrayOutputStream();
              var part = new byte[8192];
              for (int n = from.read(part); n >= 0; n = from.read(part)) {
                if (kept.size() + n > MAX_OUTPUT) {
                  throw new IOException("more than " + MAX_OUTPUT + " bytes");
                }
                kept.write(part, 0, n);
              }
              return kept.toString(StandardCharsets.UTF_8);
            });
    Thread.ofVirtual().start(task);
    return task;
  }
}
