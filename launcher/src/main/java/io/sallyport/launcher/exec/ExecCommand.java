// SPDX-License-Identifier: Apache-2.0
package io.sallyport.launcher.exec;

import io.sallyport.launcher.shell.HeldCommand;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs one program so that everything it does goes through the running instance. */
public final class ExecCommand {

  /** As env(1) and others: it could not be begun. */
  public static final int NOT_BEGUN = 125;

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int IPV6_PREFIX = 80;

  private final ExecOptions options;
  private final Addresses addresses = new Addresses(ProcessHandle.current().pid());

  private ExecCommand(ExecOptions options) {
    this.options = options;
  }

  /**
   * Runs it to its end.
   *
   * @return its exit status; 128 and the number of the signal that ended it
   * @throws IOException if it could not be begun, with the reason and what to do
   */
  public static int run(ExecOptions options) throws IOException, InterruptedException {
    return new ExecCommand(options).run();
  }

  private int run() throws IOException, InterruptedException {
    var identity = identity();
    try (var enclosure = Enclosure.open(addresses.outerInet4())) {
      link(enclosure);
      // Closed before the enclosure: the link and the attachment go in order.
      try (var lent =
          HeldCommand.start(
              options.home(),
              List.of("attach:lend", "--outbound", options.outbound(), addresses.outer()))) {
        lent.awaitReady(PATIENCE);
        up(enclosure);
        return command(enclosure, identity);
      } finally {
        removeLink();
      }
    }
  }

  /** Both ends, and both down. */
  private void link(Enclosure enclosure) throws IOException, InterruptedException {
    String outer = addresses.outer();
    run(
        "ip",
        "link",
        "add",
        outer,
        "type",
        "veth",
        "peer",
        "name",
        "eth0",
        "netns",
        Long.toString(enclosure.pid()));
    run("ip", "address", "add", addresses.outerInet4() + "/30", "dev", outer);
    tryRun("ip", "-6", "address", "add", inet6(addresses.outerInet6()), "nodad", "dev", outer);
    inside(enclosure, "ip", "address", "add", addresses.innerInet4() + "/30", "dev", "eth0");
    tryInside(
        enclosure,
        "ip",
        "-6",
        "address",
        "add",
        inet6(addresses.innerInet6()),
        "nodad",
        "dev",
        "eth0");
  }

  private static String inet6(String address) {
    return address + "/" + IPV6_PREFIX;
  }

  private void up(Enclosure enclosure) throws IOException, InterruptedException {
    run("ip", "link", "set", "dev", addresses.outer(), "up");
    inside(enclosure, "ip", "link", "set", "dev", "eth0", "up");
    inside(enclosure, "ip", "route", "add", "default", "via", addresses.outerInet4());
    tryInside(enclosure, "ip", "-6", "route", "add", "default", "via", addresses.outerInet6());
  }

  private int command(Enclosure enclosure, List<String> identity)
      throws IOException, InterruptedException {
    var process =
        new ProcessBuilder(
                enclosure.entering(Path.of("").toAbsolutePath(), identity, options.command()))
            .inheritIO()
            .start();
    // A terminal sends its signals to both of us; the program's answer to them is what counts.
    var hook = new Thread(() -> end(process), "exec-end");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      return process.waitFor();
    } finally {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        // It runs already.
      }
    }
  }

  private void end(Process process) {
    process.destroy();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
      removeLink();
    } catch (InterruptedException e) {
      process.destroyForcibly();
    }
  }

  private void removeLink() throws InterruptedException {
    // The instance has done so where it was still there.
    tryRun("ip", "link", "delete", "dev", addresses.outer());
  }

  /** What setpriv needs to become another user. */
  private List<String> identity() throws IOException, InterruptedException {
    if (options.user().isEmpty()) {
      return List.of();
    }
    String uid = run("id", "-u", "--", options.user()).strip();
    String gid = run("id", "-g", "--", options.user()).strip();
    return List.of("--reuid=" + uid, "--regid=" + gid, "--init-groups");
  }

  private static void inside(Enclosure enclosure, String... command)
      throws IOException, InterruptedException {
    run(entered(enclosure, command));
  }

  /** IPv6 may be switched off in the kernel; then there is nothing of it to leak either. */
  private static void tryInside(Enclosure enclosure, String... command)
      throws InterruptedException {
    tryRun(entered(enclosure, command));
  }

  private static String[] entered(Enclosure enclosure, String... command) {
    var words =
        new java.util.ArrayList<>(
            List.of("nsenter", "--target", Long.toString(enclosure.pid()), "--net", "--"));
    words.addAll(List.of(command));
    return words.toArray(String[]::new);
  }

  private static boolean tryRun(String... command) throws InterruptedException {
    try {
      run(command);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static String run(String... command) throws IOException, InterruptedException {
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readNBytes(65_536), StandardCharsets.UTF_8);
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException(command[0] + " does not end");
    }
    if (process.exitValue() != 0) {
      throw new IOException(String.join(" ", command) + ": " + said.strip());
    }
    return said;
  }
}
