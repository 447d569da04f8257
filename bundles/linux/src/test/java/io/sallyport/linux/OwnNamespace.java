// SPDX-License-Identifier: Apache-2.0
package io.sallyport.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.opentest4j.TestAbortedException;

/**
 * Runs a static method of a test in a Java process of its own, in a network namespace of its own:
 * as root there, whoever runs the tests. Nothing that it does to interfaces, routes or rules is
 * seen outside, and all of it is gone with the process.
 */
final class OwnNamespace {

  private static final long DEADLINE_SECONDS = 60;

  private OwnNamespace() {}

  /** Entry of the process: the class and the method. */
  public static void main(String[] args) throws Exception {
    new Links().up("lo", true);
    var method = Class.forName(args[0]).getDeclaredMethod(args[1]);
    method.setAccessible(true);
    method.invoke(null);
  }

  static void run(Class<?> test, String method) throws Exception {
    var command = new ArrayList<>(unshare());
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            OwnNamespace.class.getName(),
            test.getName(),
            method));
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      process.getOutputStream().close();
      var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).as(said).isZero();
    } finally {
      process.destroyForcibly();
    }
  }

  /** The prefix of the command; a skipped test where there is none, a failed one where CI=true. */
  private static List<String> unshare() throws Exception {
    var attempts =
        List.of(
            List.of("unshare", "--net"), List.of("unshare", "--user", "--map-root-user", "--net"));
    for (var attempt : attempts) {
      var command = new ArrayList<>(attempt);
      command.addAll(List.of("sh", "-c", "command -v nft && command -v ip"));
      try {
        new Commands(List.of(), java.time.Duration.ofSeconds(10)).run(command, null);
        return attempt;
      } catch (CommandException e) {
        continue;
      }
    }
    var message =
        "needs root or unprivileged user namespaces, and: apt install nftables iproute2 util-linux";
    if ("true".equals(System.getenv("CI"))) {
      throw new AssertionError(message);
    }
    throw new TestAbortedException(message);
  }
}
