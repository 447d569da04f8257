// SPDX-License-Identifier: Apache-2.0
package io.sallyport.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Dante's SOCKS server, of many processes. */
record Danted() implements Relay {

  @Override
  public String name() {
    return "danted";
  }

  @Override
  public boolean socks() {
    return true;
  }

  @Override
  public Optional<String> missing() {
    return Programs.missing("danted");
  }

  @Override
  public Command command(Path directory, int port, List<Integer> targets) throws IOException {
    var user = System.getProperty("user.name");
    var file = directory.resolve("danted.conf");
    Files.writeString(
        file,
        """
        logoutput: %s
        internal: 127.0.0.1 port = %d
        external: lo
        socksmethod: none
        clientmethod: none
        user.privileged: %s
        user.unprivileged: %s
        client pass { from: 0.0.0.0/0 to: 0.0.0.0/0 }
        socks pass { from: 0.0.0.0/0 to: 0.0.0.0/0 }
        """
            .formatted(directory.resolve("danted.log"), port, user, user));
    return Command.of(
        Programs.of("danted"), "-f", file.toString(), "-p", directory + "/danted.pid");
  }
}
