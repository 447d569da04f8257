// SPDX-License-Identifier: Apache-2.0
package io.sallyport.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** No relay at all: what the machine, the load and the target can do. */
record Direct() implements Relay {

  @Override
  public String name() {
    return "direct";
  }

  @Override
  public boolean socks() {
    return false;
  }

  @Override
  public boolean takesPart(Test test) {
    return test.kind() != Job.Kind.HOLD && !test.endsWithConsent();
  }

  @Override
  public Optional<String> missing() {
    return Optional.empty();
  }

  @Override
  public Command command(Path directory, int port, List<Integer> targets) {
    return Command.NONE;
  }
}
