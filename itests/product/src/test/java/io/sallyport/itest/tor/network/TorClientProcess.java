// SPDX-License-Identifier: Apache-2.0
package io.sallyport.itest.tor.network;

import io.sallyport.itest.harness.Ports;
import io.sallyport.testing.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A C tor client with a SOCKS port on a private network: what ours is compared with.
 *
 * @param name its folder and key among the processes
 * @param socksPort on 127.0.0.1, without users; a user name isolates
 */
public record TorClientProcess(
    String name, TorProcess process, int socksPort, int controlPort, Path data) {

  static TorClientProcess start(Path root, List<String> common, List<String> more)
      throws IOException {
    int socks = Ports.free();
    int control = Ports.free();
    var name = "client" + socks;
    var data = Files.createDirectory(root.resolve(name));
    Files.setPosixFilePermissions(
        data, java.nio.file.attribute.PosixFilePermissions.fromString("rwx------"));
    var lines = new ArrayList<>(common);
    lines.addAll(
        List.of(
            "DataDirectory " + data,
            "SocksPort 127.0.0.1:" + socks,
            "ControlPort 127.0.0.1:" + control,
            "CookieAuthentication 1"));
    lines.addAll(more);
    return new TorClientProcess(name, TorProcess.start(name, data, lines), socks, control, data);
  }

  /** The same again, with what it has on disk, once it has ended; ports and folder stay. */
  TorClientProcess restart() throws IOException, InterruptedException {
    process.terminate();
    process.awaitEnd();
    var torrc = Files.readAllLines(data.resolve("torrc"));
    return new TorClientProcess(
        name, TorProcess.start(name, data, torrc), socksPort, controlPort, data);
  }

  /** Until it says that it can carry streams. */
  public TorClientProcess awaitBootstrap() throws Exception {
    Await.until(
        "the C tor client is up",
        Duration.ofSeconds(60),
        () -> {
          process.requireAlive();
          try (var connection = new TorControl(controlPort, data)) {
            return connection.bootstrapped();
          } catch (IOException e) {
            return false; // not listening yet
          }
        });
    return this;
  }
}
