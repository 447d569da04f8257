// SPDX-License-Identifier: Apache-2.0
package io.sallyport.itest.harness;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import io.sallyport.testing.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/**
 * The built product as a process on a home of its own. As a static {@code @RegisterExtension} it
 * lives as long as its test class, as an instance one as long as one test; the log of a test that
 * fails is shown with it.
 */
public final class Product
    implements BeforeAllCallback,
        AfterAllCallback,
        BeforeEachCallback,
        AfterEachCallback,
        TestExecutionExceptionHandler {

  /** Where the sources and the built distribution are. */
  public static final Path ROOT =
      Path.of(System.getProperty("sallyport.root", "../..")).toAbsolutePath().normalize();

  private static final Path PROGRAM = ROOT.resolve("launcher/target/sallyport/bin/sallyport");
  private static final Duration START = Duration.ofSeconds(40);
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final Map<String, String> configs = new LinkedHashMap<>();
  private final Map<String, String> secrets = new LinkedHashMap<>();
  private final Map<String, String> environment = new LinkedHashMap<>();
  private final Map<String, Integer> ports = new LinkedHashMap<>();
  private @Nullable Home home;
  private @Nullable Process process;
  private @Nullable Path log;
  private boolean ofClass;
  private int descriptors;

  // --- what it starts with

  /** A configuration file. */
  public Product config(String pid, String json) {
    configs.put(pid, json);
    return this;
  }

  /**
   * A listener on a free loopback port.
   *
   * @param rest its other keys, such as {@code "final": "direct"}
   */
  public Product listener(String tag, String rest) {
    ports.put(tag, Ports.free());
    return config("io.sallyport.socks~" + tag, listenerJson(tag, rest));
  }

  /** A secret. */
  public Product secret(String name, String value) {
    secrets.put(name, value);
    return this;
  }

  /** A variable of its environment. */
  public Product env(String name, String value) {
    environment.put(name, value);
    return this;
  }

  /** So many descriptors and no more ({@code ulimit -n}). */
  public Product descriptors(int most) {
    descriptors = most;
    return this;
  }

  private String listenerJson(String tag, String rest) {
    return """
    {
      "listen": "127.0.0.1",
      "listen_port": %d,
      %s
    }
    """
        .formatted(port(tag), rest);
  }

  // --- its life

  /** Starts it and returns when it is up and its listeners accept. */
  public Product start() throws Exception {
    home = Home.create();
    for (var secret : secrets.entrySet()) {
      home.secret(secret.getKey(), secret.getValue());
    }
    for (var config : configs.entrySet()) {
      home.write(config.getKey(), config.getValue());
    }
    launch();
    for (int port : ports.values()) {
      Await.until("listener on port " + port, START, () -> alive() && Ports.accepts(port));
    }
    return this;
  }

  private void launch() throws Exception {
    if (!Files.isExecutable(PROGRAM)) {
      throw new AssertionError("no distribution: " + PROGRAM + "; run mvn package first");
    }
    var folder = Path.of(System.getProperty("sallyport.it.logs", "target/product-logs"));
    Files.createDirectories(folder);
    log = folder.resolve("product-" + NUMBER.incrementAndGet() + ".log").toAbsolutePath();
    var builder =
        new ProcessBuilder(limited(command("run", "--no-shell")))
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    process = builder.start();
    Await.until("Sallyport is up", START, () -> alive() && log().contains(" is up after "));
  }

  private List<String> limited(List<String> command) {
    if (descriptors == 0) {
      return command;
    }
    var limited = new ArrayList<>(List.of("/bin/sh", "-c"));
    limited.addAll(List.of("ulimit -n " + descriptors + " && exec \"$0\" \"$@\""));
    limited.addAll(command);
    return limited;
  }

  private boolean alive() {
    if (!process().isAlive()) {
      throw new AssertionError("Sallyport has ended, status " + process().exitValue());
    }
    return true;
  }

  private List<String> command(String verb, String... rest) {
    var command =
        new ArrayList<>(List.of(PROGRAM.toString(), verb, "--home", home().root().toString()));
    command.addAll(Arrays.asList(rest));
    return command;
  }

  /** Stops it by SIGTERM; returns its exit status. */
  public int stop() throws Exception {
    process().destroy();
    if (!process().waitFor(15, TimeUnit.SECONDS)) {
      process().destroyForcibly();
      throw new AssertionError("did not end within 15 s of SIGTERM");
    }
    return process().exitValue();
  }

  private void close() throws IOException {
    if (process != null && process.isAlive()) {
      process.destroyForcibly();
      process.onExit().orTimeout(10, TimeUnit.SECONDS).join();
    }
    if (home != null) {
      home.close();
    }
  }

  // --- what one does with it

  /** The port of a listener. */
  public int port(String tag) {
    return Objects.requireNonNull(ports.get(tag), () -> "no listener " + tag);
  }

  /** Its folder. */
  public Home home() {
    return Objects.requireNonNull(home, "not started");
  }

  /** The process. */
  public Process process() {
    return Objects.requireNonNull(process, "not started");
  }

  /** Changes the file of a listener; the port stays. */
  public void edit(String tag, String rest) throws IOException {
    home().write("io.sallyport.socks~" + tag, listenerJson(tag, rest));
  }

  /** Adds the file of a listener while it runs and waits for its port. */
  public void add(String tag, String rest) throws Exception {
    ports.put(tag, Ports.free());
    edit(tag, rest);
    Await.until("listener " + tag, () -> Ports.accepts(port(tag)));
  }

  /** Adds an outbound and a listener of the same tag that sends everything to it. */
  public void via(String tag, String type, String json) throws Exception {
    home().write("io.sallyport.outbound." + type + "~" + tag, json);
    awaitOutbound(tag);
    add(tag, "\"final\": \"" + tag + "\"");
  }

  /** Waits until policies can name an outbound. */
  public void awaitOutbound(String tag) throws Exception {
    Await.until("outbound " + tag, () -> outbounds().contains(tag));
  }

  /** The outbounds that policies can name. */
  public List<String> outbounds() throws Exception {
    return list("outbound:list").asList().stream()
        .map(one -> one.getAsJsonObject().get("tag").getAsString())
        .toList();
  }

  /** Runs a second {@code sallyport run} on the same home. */
  public Run runAgain() throws IOException, InterruptedException {
    return Run.of(command("run", "--no-shell"), environment);
  }

  /** One command in its shell. */
  public Run shell(String... words) throws IOException, InterruptedException {
    return Run.of(command("shell", words));
  }

  /** One command for a terminal so many characters wide. */
  public Run shellAt(int width, String line) throws IOException {
    return ShellSocket.run(home(), line, width);
  }

  /** One command, by its socket, that must work and print JSON. */
  public JsonElement json(String... words) throws IOException {
    var line = String.join(" ", words) + " --json";
    var run = ShellSocket.run(home(), line, 80);
    if (run.status() != 0) {
      throw new AssertionError(line + ": " + run);
    }
    return JsonParser.parseString(run.out());
  }

  /** As {@link #json}, where a list comes. */
  public JsonArray list(String... words) throws IOException {
    return json(words).getAsJsonArray();
  }

  /** All that it has printed. */
  public String log() {
    try {
      return log == null ? "" : Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // --- as an extension

  @Override
  public void beforeAll(ExtensionContext context) throws Exception {
    ofClass = true;
    startOrTell();
  }

  @Override
  public void beforeEach(ExtensionContext context) throws Exception {
    if (!ofClass) {
      startOrTell();
    }
  }

  private void startOrTell() throws Exception {
    try {
      start();
    } catch (Exception | AssertionError e) {
      tell();
      close();
      throw e;
    }
  }

  @Override
  public void afterEach(ExtensionContext context) throws Exception {
    if (!ofClass) {
      close();
    }
  }

  /** The end of a class is one more test: SIGTERM ends the product with status 0. */
  @Override
  public void afterAll(ExtensionContext context) throws Exception {
    try {
      if (process().isAlive() && stop() != 0) {
        tell();
        throw new AssertionError("ended with status " + process().exitValue());
      }
    } finally {
      close();
    }
  }

  @Override
  public void handleTestExecutionException(ExtensionContext context, Throwable thrown)
      throws Throwable {
    tell();
    throw thrown;
  }

  @SuppressWarnings("SystemOut") // goes into the report of the test that failed
  private void tell() {
    System.out.println("--- log of Sallyport, " + log + "\n" + log() + "---");
  }
}
