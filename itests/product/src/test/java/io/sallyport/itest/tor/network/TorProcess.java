// SPDX-License-Identifier: Apache-2.0
package io.sallyport.itest.tor.network;

import io.sallyport.itest.harness.Needs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A running {@code tor}. */
public final class TorProcess {

  private final String name;
  private final Process process;
  private final Path log;

  private TorProcess(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.log = log;
  }

  static TorProcess start(String name, Path data, List<String> torrc) throws IOException {
    var file = data.resolve("torrc");
    Files.write(file, torrc);
    var log = data.resolveSibling(name + ".log");
    var process =
        new ProcessBuilder(
                Needs.program("tor", "tor").toString(),
                "-f",
                file.toString(),
                "--defaults-torrc",
                "/nonexistent")
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    return new TorProcess(name, process, log);
  }

  /** Its process id. */
  public long pid() {
    return process.pid();
  }

  /** Whether it runs. */
  public boolean alive() {
    return process.isAlive();
  }

  /** Its log so far. */
  public String log() throws IOException {
    return Files.readString(log);
  }

  void requireAlive() throws IOException {
    if (!process.isAlive()) {
      throw new IOException(name + " ended with status " + process.exitValue() + ":\n" + tail());
    }
  }

  private String tail() throws IOException {
    var lines = Files.readAllLines(log);
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 8), lines.size()));
  }

  /** Asks it to end. */
  void terminate() {
    process.destroy();
  }

  /** Ends it at once, as a power failure would. */
  void kill() {
    process.destroyForcibly();
  }

  void awaitEnd() throws InterruptedException {
    if (!process.waitFor(6, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      process.waitFor(6, TimeUnit.SECONDS);
    }
  }
}
