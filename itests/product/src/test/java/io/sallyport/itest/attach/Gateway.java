// SPDX-License-Identifier: Apache-2.0
package io.sallyport.itest.attach;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.sallyport.itest.harness.Home;
import io.sallyport.itest.harness.Product;
import io.sallyport.itest.harness.Run;
import io.sallyport.itest.harness.ShellSocket;
import io.sallyport.testing.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The built product in the gateway's namespace. */
final class Gateway implements AutoCloseable {

  private static final Path PROGRAM =
      Product.ROOT.resolve("launcher/target/sallyport/bin/sallyport");
  private static final Duration START = Duration.ofSeconds(60);
  private static final String INTERFACE = "io.sallyport.interface~" + Triad.INNER;

  private final Triad triad;
  private final Home home;
  private final Path log;
  private final Map<String, String> environment = new HashMap<>();
  private final List<String> shell = new ArrayList<>();
  private @Nullable Process process;

  Gateway(Triad triad) throws IOException {
    this.triad = triad;
    this.home = Home.create();
    this.log = Files.createTempFile("sallyport-it", ".log");
  }

  /** Writes a configuration file. */
  Gateway config(String pid, String json) throws IOException {
    home.write(pid, json);
    return this;
  }

  /** Writes the file of the interface. */
  Gateway attach(String json) throws IOException {
    return config(INTERFACE, json);
  }

  /** Takes the file of the interface away. */
  void detach() throws IOException {
    Files.delete(home.config(INTERFACE));
  }

  Home home() {
    return home;
  }

  /** Starts it and waits until the interface is attached. */
  Gateway start() throws Exception {
    launch();
    awaitPhase("attached");
    return this;
  }

  /** Sets a variable of its environment. */
  Gateway with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  /** Starts it and waits until its shell answers. */
  void launch() throws Exception {
    begin();
    Await.until(
        "the shell of the product",
        START,
        () -> {
          if (!process().isAlive()) {
            throw new AssertionError("Sallyport has ended\n" + log());
          }
          return Files.exists(home.root().resolve("run/shell.sock")) && answers();
        });
  }

  /** Lines of a shell that run before it in a mount namespace of its own. */
  Gateway within(String lines) {
    shell.addAll(List.of("unshare", "-m", "/bin/sh", "-ec", lines + "\nexec \"$@\"", "sh"));
    return this;
  }

  /** Starts it. */
  void begin() throws IOException {
    var command = new ArrayList<>(shell);
    command.addAll(
        List.of(PROGRAM.toString(), "run", "--no-shell", "--home", home.root().toString()));
    var builder =
        new ProcessBuilder(triad.gateway.in(command))
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().putAll(environment);
    process = builder.start();
  }

  private boolean answers() {
    try {
      return json("attach:list").isJsonArray();
    } catch (IOException | AssertionError e) {
      return false;
    }
  }

  /** Waits until the interface is in a phase. */
  void awaitPhase(String phase) throws Exception {
    Await.until(
        Triad.INNER + " is " + phase,
        START,
        () -> {
          for (var one : json("attach:list").getAsJsonArray()) {
            if (one.getAsJsonObject().get("interface").getAsString().equals(Triad.INNER)) {
              return one.getAsJsonObject().get("phase").getAsString().equals(phase);
            }
          }
          return phase.equals("absent");
        });
  }

  Process process() {
    return java.util.Objects.requireNonNull(process, "not started");
  }

  /** Ends it as a power failure would. */
  void kill() throws Exception {
    process().destroyForcibly();
    process().waitFor(10, TimeUnit.SECONDS);
    Files.deleteIfExists(home.root().resolve("run/shell.sock"));
  }

  /** Ends it in order. */
  void stop() throws Exception {
    process().destroy();
    if (!process().waitFor(20, TimeUnit.SECONDS)) {
      throw new AssertionError("did not end within 20 s of SIGTERM\n" + log());
    }
  }

  /** One command in its shell, which must work. */
  Run shell(String line) throws IOException {
    var run = ShellSocket.run(home, line, 80);
    if (run.status() != 0) {
      throw new AssertionError(line + ": " + run);
    }
    return run;
  }

  /** The same, as JSON. */
  JsonElement json(String line) throws IOException {
    return JsonParser.parseString(shell(line + " --json").out());
  }

  /** Bytes that sessions of the interface have carried, both ways. */
  long relayed() throws IOException {
    long bytes = 0;
    for (var line : json("session:stats").getAsJsonArray()) {
      var count = line.getAsJsonObject();
      if (count.get("inbound").getAsString().equals(Triad.INNER)) {
        bytes += count.get("up_bytes").getAsLong() + count.get("down_bytes").getAsLong();
      }
    }
    return bytes;
  }

  /** A counter of the interface. */
  long counter(String name) throws IOException {
    JsonObject counters =
        json("attach:show " + Triad.INNER).getAsJsonObject().getAsJsonObject("counters");
    return counters.has(name) ? counters.get(name).getAsLong() : 0;
  }

  /** How many files, or new versions of them, have come into force. */
  long generation() throws IOException {
    return log().lines().filter(line -> line.contains("in force, generation")).count();
  }

  String log() throws IOException {
    return Files.exists(log) ? Files.readString(log) : "";
  }

  @Override
  public void close() throws IOException {
    if (process != null && process.isAlive()) {
      process.destroyForcibly();
      process.onExit().orTimeout(10, TimeUnit.SECONDS).join();
    }
    home.close();
    Files.deleteIfExists(log);
  }
}
