// SPDX-License-Identifier: Apache-2.0
package io.sallyport.itest.harness;

import io.sallyport.testing.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Other people's SOCKS servers as processes on loopback; closing it ends them. */
public final class Upstreams implements AutoCloseable {

  private final List<Process> processes = new ArrayList<>();

  /**
   * A running server.
   *
   * @param port on 127.0.0.1
   */
  public record Server(Process process, int port) {}

  /** microsocks; {@code credentials} is nothing, or user and password. */
  public Server microsocks(String... credentials) throws Exception {
    var command = new ArrayList<String>();
    command.add(Needs.program("microsocks", "microsocks").toString());
    int port = Ports.free();
    command.addAll(List.of("-i", "127.0.0.1", "-p", String.valueOf(port)));
    if (credentials.length == 2) {
      command.addAll(List.of("-u", credentials[0], "-P", credentials[1]));
    }
    return run(command, port);
  }

  /** Dante's server without users; what it lets out leaves by the loopback interface. */
  public Server danted() throws Exception {
    var program = Needs.program("danted", "dante-server");
    int port = Ports.free();
    var conf = Files.createTempFile("danted", ".conf");
    var user = System.getProperty("user.name").equals("root") ? "nobody" : own();
    Files.writeString(
        conf,
        """
        logoutput: /dev/null
        internal: 127.0.0.1 port = %d
        external: lo
        socksmethod: none
        clientmethod: none
        user.privileged: %s
        user.unprivileged: %s
        client pass { from: 127.0.0.0/8 to: 0.0.0.0/0 }
        socks pass { from: 127.0.0.0/8 to: 0.0.0.0/0 }
        """
            .formatted(port, own(), user));
    var pid = conf.resolveSibling(conf.getFileName() + ".pid");
    return run(List.of(program.toString(), "-f", conf.toString(), "-p", pid.toString()), port);
  }

  private static String own() {
    return System.getProperty("user.name");
  }

  private Server run(List<String> command, int port) throws Exception {
    var process =
        new ProcessBuilder(command)
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    processes.add(process);
    Await.until(
        command.getFirst() + " on port " + port,
        () -> {
          if (!process.isAlive()) {
            throw new AssertionError(command + " ended with status " + process.exitValue());
          }
          return Ports.accepts(port);
        });
    return new Server(process, port);
  }

  /** Kills a server and all its children, as a crash would. */
  public static void kill(Server server) {
    var family = new ArrayList<>(server.process().descendants().toList());
    family.addFirst(server.process().toHandle());
    family.forEach(ProcessHandle::destroyForcibly);
    for (var one : Arrays.asList(family.toArray(ProcessHandle[]::new))) {
      one.onExit().orTimeout(10, TimeUnit.SECONDS).join();
    }
  }

  @Override
  public void close() throws IOException {
    for (var process : processes) {
      if (process.isAlive()) {
        kill(new Server(process, 0));
      }
    }
  }
}
