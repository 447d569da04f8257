// SPDX-License-Identifier: Apache-2.0
package io.sallyport.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The product as it is delivered, with one listener and no rule.
 *
 * @param dist its distribution
 * @param java the java program to run it with
 * @param options added to its JVM; empty for the product as it is
 */
record Sallyport(Path dist, String java, String options) implements Relay {

  static final String NAME = "ours";

  @Override
  public String name() {
    return options.isEmpty() ? NAME : NAME + " " + options;
  }

  @Override
  public String family() {
    return NAME;
  }

  @Override
  public boolean socks() {
    return true;
  }

  @Override
  public Optional<String> missing() {
    return Files.isExecutable(program())
        ? Optional.empty()
        : Optional.of("the product is not built: there is no " + program());
  }

  private Path program() {
    return dist.resolve("bin/sallyport");
  }

  @Override
  public Command command(Path directory, int port, List<Integer> targets) throws IOException {
    var configs = Files.createDirectories(directory.resolve("configs"));
    Files.writeString(
        configs.resolve("io.sallyport.socks~bench.cfg.json"),
        """
        { "listen": "127.0.0.1", "listen_port": %d, "final": "direct" }
        """
            .formatted(port));
    return new Command(
        List.of(
            program().toAbsolutePath().normalize().toString(),
            "run",
            "--home",
            directory.toString(),
            "--no-shell"),
        Map.of("SALLYPORT_JAVA", java, "JAVA_OPTS", jvmOptions()));
  }

  /** The product's own collector makes way for one that is asked for: a JVM refuses two. */
  private String jvmOptions() {
    return options.contains("-XX:+Use") && options.contains("GC")
        ? "-XX:-UseSerialGC " + options
        : options;
  }
}
