// SPDX-License-Identifier: Apache-2.0
package io.sallyport.launcher.shell;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A command of a running instance that goes on until it is closed: it says one line when it is
 * ready, and is interrupted by {@link #close}, or by the end of this process.
 */
public final class HeldCommand implements AutoCloseable {

  private static final long END_SECONDS = 20;

  private final ShellLink link;
  private final StringBuilder said = new StringBuilder();
  private final CompletableFuture<Boolean> ready = new CompletableFuture<>();
  private final CompletableFuture<Integer> end = new CompletableFuture<>();

  private HeldCommand(ShellLink link) {
    this.link = link;
  }

  /**
   * Begins.
   *
   * @param home of the instance
   * @param command its words
   * @throws IOException if no instance runs there
   */
  public static HeldCommand start(Path home, List<String> command) throws IOException {
    try {
      var held = new HeldCommand(ShellLink.open(home));
      Thread.ofVirtual().name("held").start(() -> held.run(CommandLine.of(command)));
      return held;
    } catch (ShellFailure e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private void run(String line) {
    try {
      int status =
          link.run(
              line,
              Style.PLAIN,
              new Output() {
                @Override
                public void out(String text) {
                  hear(text);
                  ready.complete(true);
                }

                @Override
                public void err(String text) {
                  hear(text);
                }
              });
      end.complete(status);
    } catch (ShellFailure e) {
      hear(String.valueOf(e.getMessage()));
      end.complete(ShellClient.NOT_RUNNING);
    } finally {
      ready.complete(false);
    }
  }

  private synchronized void hear(String text) {
    if (said.length() < 10_000) {
      said.append(text);
    }
  }

  /**
   * Waits for its first line.
   *
   * @throws IOException with what the command said instead, or if it says nothing in time
   */
  public void awaitReady(Duration patience) throws IOException, InterruptedException {
    try {
      if (ready.get(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
      throw new IOException(text());
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("the instance is not ready in time", e);
    }
  }

  private synchronized String text() {
    return said.isEmpty() ? "the instance said nothing" : said.toString().strip();
  }

  /** Whether it has ended by itself. */
  public boolean hasEnded() {
    return end.isDone();
  }

  /** Interrupts it and waits until it has put everything in order. */
  @Override
  public void close() {
    if (!end.isDone()) {
      link.interrupt();
      try {
        end.get(END_SECONDS, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (ExecutionException | TimeoutException e) {
        // It is interrupted once more when the connection ends.
      }
    }
    link.close();
  }
}
