// SPDX-License-Identifier: Apache-2.0
package io.sallyport.bench.attach;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.sallyport.bench.ProcessTree;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The product in the gateway's namespace, with one interface attached, and its shell. */
final class Gateway implements AutoCloseable {

  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(60);
  private static final String FILE = "io.sallyport.interface~" + Rig.INNER + ".cfg.json";

  private final Path home;
  private final Process process;
  private final String policy;

  private Gateway(Path home, Process process, String policy) {
    this.home = home;
    this.process = process;
    this.policy = policy;
  }

  static Gateway start(Way way, Space space, Path folder, Path dist, String java)
      throws IOException {
    var home =
        Files.createTempDirectory(
            "sallyport-bench",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    var configs = Files.createDirectories(home.resolve("configs"));
    var files = new TreeMap<String, JsonObject>();
    var own = new JsonObject();
    own.addProperty("type", way.type());
    own.addProperty("final", "direct");
    way.settings()
        .forEach(
            word ->
                (word[0].equals("interface")
                        ? own
                        : files.computeIfAbsent(word[0], _ -> new JsonObject()))
                    .add(word[1], value(word[2])));
    for (var file : files.entrySet()) {
      Files.writeString(
          configs.resolve("io.sallyport." + file.getKey() + ".cfg.json"),
          file.getValue().toString());
    }
    var log = folder.resolve("sallyport.log");
    var builder =
        new ProcessBuilder(
                space.in(
                    List.of(
                        dist.resolve("bin/sallyport").toAbsolutePath().toString(),
                        "run",
                        "--no-shell",
                        "--home",
                        home.toString())))
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().put("SALLYPORT_JAVA", java);
    builder.environment().put("JAVA_OPTS", way.jvmOptions());
    var gateway = new Gateway(home, builder.start(), own.toString());
    try {
      gateway.attach();
    } catch (IOException e) {
      gateway.close();
      throw new IOException(way.name() + ": " + e.getMessage() + "; see " + log, e);
    }
    return gateway;
  }

  private static JsonElement value(String text) {
    return text.matches("true|false|[0-9]+")
        ? JsonParser.parseString(text)
        : new Gson().toJsonTree(text);
  }

  /** Writes the interface's file and waits until it is in force. */
  void attach() throws IOException {
    Files.writeString(home.resolve("configs").resolve(FILE), policy);
    awaitPhase("attached");
  }

  /** Takes the file away and waits until nothing of it is left. */
  void detach() throws IOException {
    Files.delete(home.resolve("configs").resolve(FILE));
    awaitPhase("absent");
  }

  private void awaitPhase(String phase) throws IOException {
    long end = System.nanoTime() + PATIENCE;
    String last = "not up";
    while (!last.equals(phase)) {
      if (!process.isAlive() || System.nanoTime() - end > 0) {
        throw new IOException(Rig.INNER + " is " + last + ", and not " + phase);
      }
      LockSupport.parkNanos(20_000_000);
      last = phase();
    }
  }

  private String phase() {
    try {
      for (var one : shell("attach:list --json").getAsJsonArray()) {
        if (one.getAsJsonObject().get("interface").getAsString().equals(Rig.INNER)) {
          return one.getAsJsonObject().get("phase").getAsString();
        }
      }
      return "absent";
    } catch (IOException | RuntimeException e) {
      return "not up";
    }
  }

  /** What its sessions have carried so far. */
  Carried carried() throws IOException {
    var sum = Carried.NOTHING;
    for (var line : shell("session:stats --json").getAsJsonArray()) {
      var count = line.getAsJsonObject();
      if (count.get("inbound").getAsString().equals(Rig.INNER)) {
        sum =
            sum.plus(
                new Carried(
                    count.get("total").getAsLong(),
                    count.get("failed").getAsLong(),
                    count.get("up_bytes").getAsLong() + count.get("down_bytes").getAsLong()));
      }
    }
    return sum;
  }

  /** One command, which must work, with its output as JSON. */
  private JsonElement shell(String line) throws IOException {
    var request = new JsonObject();
    request.addProperty("run", line);
    request.addProperty("width", 80);
    request.addProperty("color", false);
    try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(home.resolve("run/shell.sock")));
      channel.write(ByteBuffer.wrap((request + "\n").getBytes(StandardCharsets.UTF_8)));
      var answers = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
      var out = new StringBuilder();
      for (String answer; (answer = answers.readLine()) != null; ) {
        var said = JsonParser.parseString(answer).getAsJsonObject();
        if (said.has("out")) {
          out.append(said.get("out").getAsString());
        } else if (said.has("end") && said.get("end").getAsInt() != 0) {
          throw new IOException(line + ": status " + said.get("end"));
        } else if (said.has("end")) {
          return JsonParser.parseString(out.toString());
        }
      }
      throw new EOFException("the shell hung up");
    }
  }

  /** Its process, which is no longer nsenter by the time that an interface is attached. */
  ProcessTree tree() {
    return new ProcessTree(process.toHandle());
  }

  long pid() {
    return process.pid();
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      if (!process.waitFor(15, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    try (var files = Files.walk(home)) {
      for (var file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
