// SPDX-License-Identifier: Apache-2.0

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs Jazzer on the fuzz targets of a module, one after the other: every class {@code *Fuzzer}
 * among its tests. The profile {@code fuzz} of {@code bundles/pom.xml} starts it, from the root:
 *
 * <pre>mvn -Pfuzz -pl bundles/tor-core verify [-Dfuzz.seconds=600] [-Dfuzz.target=CellFuzzer]</pre>
 *
 * <p>Seeds are the files of {@code src/test/resources/fuzz/CLASS}. What Jazzer learns and finds
 * stays in {@code target/fuzz/CLASS}: a {@code crash-*} there goes to the seeds, which every build
 * replays, once its cause is mended. A finding fails the build when all targets have had their
 * time.
 */
final class Fuzz {

  private static final String SUFFIX = "Fuzzer.class";

  private Fuzz() {}

  /**
   * @param args the module's directory, its build directory, seconds for each target, and what a
   *     target's name must end in, which may be empty
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    var module = Path.of(args[0]);
    var build = Path.of(args[1]);
    var targets = targets(build.resolve("test-classes"), args[3]);
    if (targets.isEmpty()) {
      IO.println("no fuzz target *" + args[3] + " in " + module);
    }
    var failed = new ArrayList<String>();
    for (var target : targets) {
      IO.println("--- " + target + ", " + args[2] + " s");
      if (fuzz(target, module, build, args[2]) != 0) {
        failed.add(target);
      }
    }
    if (!failed.isEmpty()) {
      System.err.println("findings of " + failed + "; see " + build.resolve("fuzz"));
      System.exit(1);
    }
  }

  private static List<String> targets(Path classes, String ending) throws IOException {
    if (!Files.isDirectory(classes)) {
      return List.of();
    }
    try (var files = Files.walk(classes)) {
      return files
          .map(file -> classes.relativize(file).toString())
          .filter(file -> file.endsWith(SUFFIX))
          .map(file -> file.substring(0, file.length() - ".class".length()).replace('/', '.'))
          .filter(target -> target.endsWith(ending))
          .sorted()
          .toList();
    }
  }

  private static int fuzz(String target, Path module, Path build, String seconds)
      throws IOException, InterruptedException {
    var work = Files.createDirectories(build.resolve("fuzz").resolve(target));
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:+EnableDynamicAgentLoading",
                "-classpath",
                System.getProperty("java.class.path"),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + target,
                "--instrumentation_includes=io.sallyport.**",
                // It stumbles over what Netty does with Unsafe.
                "--disabled_hooks=com.code_intelligence.jazzer.sanitizers.UnsafeSanitizer",
                "-max_total_time=" + seconds,
                "-max_len=4096",
                "."));
    var seeds = module.resolve("src/test/resources/fuzz").resolve(target);
    if (Files.isDirectory(seeds)) {
      command.add(seeds.toString());
    }
    return new ProcessBuilder(command).directory(work.toFile()).inheritIO().start().waitFor();
  }
}
