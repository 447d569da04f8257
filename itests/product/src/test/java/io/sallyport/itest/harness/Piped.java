// SPDX-License-Identifier: Apache-2.0
package io.sallyport.itest.harness;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A program that carries bytes: it was fed some on its standard input, which then ended.
 *
 * @param out all that came on its standard output
 * @param err what it said
 */
public record Piped(int status, byte[] out, String err) {

  private static final long DEADLINE_SECONDS = 30;

  /** Runs a program to its end; one that does not end is killed, and that is an error. */
  public static Piped through(byte[] input, Map<String, String> environment, List<String> command)
      throws IOException, InterruptedException {
    var builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    var process = builder.start();
    var out = reading(process.getInputStream());
    var err = reading(process.getErrorStream());
    Thread.ofVirtual().start(() -> feed(process, input));
    if (!process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("still runs after " + DEADLINE_SECONDS + " s: " + command);
    }
    return new Piped(
        process.exitValue(), out.join(), new String(err.join(), StandardCharsets.UTF_8));
  }

  private static void feed(Process process, byte[] input) {
    try (var in = process.getOutputStream()) {
      in.write(input);
    } catch (IOException e) {
      // It ended without reading all: its status and its output tell.
      assert input.length > 0;
    }
  }

  private static CompletableFuture<byte[]> reading(java.io.InputStream stream) {
    return CompletableFuture.supplyAsync(
        () -> {
          try (stream) {
            return stream.readAllBytes();
          } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
        },
        task -> Thread.ofVirtual().start(task));
  }

  /** In words: how much came back, and what was said. */
  @Override
  public String toString() {
    return "status " + status + ", " + out.length + " bytes, " + err;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Piped(int its, byte[] bytes, String said)
        && its == status
        && Arrays.equals(bytes, out)
        && said.equals(err);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(out) * 31 + status;
  }
}
