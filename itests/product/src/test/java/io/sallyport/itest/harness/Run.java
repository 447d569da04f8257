// SPDX-License-Identifier: Apache-2.0
package io.sallyport.itest.harness;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A program that ran to its end. */
public record Run(int status, String out, String err) {

  private static final long DEADLINE_SECONDS = 60;

  /** Runs a program with nothing on its standard input. */
  public static Run of(List<String> command) throws IOException, InterruptedException {
    return of(command, Map.of());
  }

  /** Runs a program with further variables in its environment. */
  public static Run of(List<String> command, Map<String, String> environment)
      throws IOException, InterruptedException {
    var builder = new ProcessBuilder(command).redirectInput(Path.of("/dev/null").toFile());
    builder.environment().putAll(environment);
    var process = builder.start();
    var out = reading(process.getInputStream());
    var err = reading(process.getErrorStream());
    if (!process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("still runs after " + DEADLINE_SECONDS + " s: " + command);
    }
    return new Run(process.exitValue(), out.join(), err.join());
  }

  private static CompletableFuture<String> reading(InputStream stream) {
    return CompletableFuture.supplyAsync(
        () -> {
          try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        },
        task -> Thread.ofVirtual().start(task));
  }

  /** A program on the path of programs, /usr/sbin included; null if it is not installed. */
  public static @Nullable Path find(String program) {
    var path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/usr/local/sbin";
    return Arrays.stream(path.split(":"))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, program))
        .filter(Files::isExecutable)
        .findFirst()
        .orElse(null);
  }

  /** Standard output without white space at its ends. */
  public String text() {
    return out.strip();
  }

  @Override
  public String toString() {
    return "status " + status + "\n--- out\n" + out + "\n--- err\n" + err;
  }
}
