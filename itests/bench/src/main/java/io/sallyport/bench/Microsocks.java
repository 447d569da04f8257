// SPDX-License-Identifier: Apache-2.0
package io.sallyport.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A SOCKS5 server of one thread per client, and the bar that nothing may be below. */
record Microsocks() implements Relay {

  static final String NAME = "microsocks";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean socks() {
    return true;
  }

  @Override
  public Optional<String> missing() {
    return Programs.missing(NAME);
  }

  @Override
  public Command command(Path directory, int port, List<Integer> targets) {
    return Command.of(Programs.of(NAME), "-i", "127.0.0.1", "-p", Integer.toString(port));
  }
}
