// SPDX-License-Identifier: Apache-2.0
package io.sallyport.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * haproxy as a plain TCP relay to the target, on one thread.
 *
 * @param splice whether it moves bytes in the kernel; its pipes need descriptors, so that it then
 *     takes fewer sessions
 */
record Haproxy(boolean splice) implements Relay {

  @Override
  public String name() {
    return splice ? "haproxy-splice" : "haproxy";
  }

  @Override
  public boolean socks() {
    return false;
  }

  @Override
  public boolean takesPart(Test test) {
    return splice ? test.bulk() : !test.endsWithConsent();
  }

  @Override
  public Optional<String> missing() {
    return Programs.missing("haproxy");
  }

  @Override
  public Command command(Path directory, int port, List<Integer> targets) throws IOException {
    var servers =
        IntStream.range(0, targets.size())
            .mapToObj(i -> "  server t%d 127.0.0.1:%d".formatted(i, targets.get(i)))
            .collect(Collectors.joining("\n"));
    var file = directory.resolve("haproxy.cfg");
    Files.writeString(
        file,
        """
        global
          nbthread 1
          maxconn %d
        defaults
          mode tcp
        %s
          timeout connect 5s
          timeout client 1h
          timeout server 1h
        frontend f
          bind 127.0.0.1:%d backlog 4096
          default_backend b
        backend b
          balance roundrobin
        %s
        """
            .formatted(
                splice ? 500 : Test.HELD,
                splice ? "  option splice-request\n  option splice-response" : "",
                port,
                servers));
    return Command.of(Programs.of("haproxy"), "-db", "-f", file.toString());
  }
}
