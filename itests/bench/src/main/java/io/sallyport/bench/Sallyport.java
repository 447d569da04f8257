// SPDX-License-Identifier: Apache-2.0
package io.sallyport.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The product as it is delivered, with one listener and no rule.
 *
 * @param dist its distribution
 * @param java the java program to run it with
 * @param options how this one differs, separated by blanks: options of its JVM, and settings such
 *     as {@code transport.type=nio}; empty for the product as it is
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
    for (var setting : words().filter(Sallyport::isSetting).toList()) {
      var parts = setting.split("[.=]", 3);
      Files.writeString(
          configs.resolve("io.sallyport." + parts[0] + ".cfg.json"),
          "{ \"%s\": %s }%n".formatted(parts[1], json(parts[2])));
    }
    return new Command(
        List.of(
            program().toAbsolutePath().normalize().toString(),
            "run",
            "--home",
            directory.toString(),
            "--no-shell"),
        Map.of("SALLYPORT_JAVA", java, "JAVA_OPTS", jvmOptions()));
  }

  private Stream<String> words() {
    return Stream.of(options.split("\\s+"));
  }

  private static boolean isSetting(String word) {
    return word.matches("[a-z]+\\.[a-z0-9_]+=.+");
  }

  private static String json(String value) {
    return value.matches("true|false|[0-9]+") ? value : '"' + value + '"';
  }

  /** The product's own collector makes way for one that is asked for: a JVM refuses two. */
  private String jvmOptions() {
    var jvm = words().filter(word -> !isSetting(word)).collect(Collectors.joining(" "));
    return jvm.contains("-XX:+Use") && jvm.contains("GC") ? "-XX:-UseSerialGC " + jvm : jvm;
  }
}
