// SPDX-License-Identifier: Apache-2.0
package io.sallyport.launcher.exec;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A network and a mount namespace, held by a process that ends when we do, since it reads from us
 * until then.
 */
final class Enclosure implements AutoCloseable {

  /** Directories in which name services listen that live outside. */
  private static final String NAME_SERVICES =
      "/run/systemd/resolve /run/nscd /var/run/nscd /run/avahi-daemon";

  /**
   * Covers the name services, puts our resolv.conf in the place of the machine's, says so, and
   * waits for the end of its input. A resolv.conf that lies in a covered place is made anew there.
   */
  private static final String SCRIPT =
      """
      set -eu
      target=$(readlink -m /etc/resolv.conf)
      for place in %s; do
        if [ -d "$place" ]; then
          mount -t tmpfs -o mode=755,size=64k,nosuid,nodev,noexec tmpfs "$place"
        fi
      done
      if [ -e "$target" ]; then
        mount --bind "$1" "$target"
      elif mkdir -p "$(dirname "$target")" && cp "$1" "$target"; then
        :
      fi
      ip link set dev lo up
      echo ready
      exec cat > /dev/null
      """
          .formatted(NAME_SERVICES);

  private final Process holder;

  private Enclosure(Process holder) {
    this.holder = holder;
  }

  /**
   * Makes one.
   *
   * @param nameServer what the programs in it ask
   * @throws IOException with what could not be done
   */
  static Enclosure open(String nameServer) throws IOException, InterruptedException {
    var resolvConf = Files.createTempFile("sallyport-exec", ".resolv.conf");
    try {
      Files.writeString(resolvConf, "nameserver " + nameServer + "\noptions timeout:5\n");
      Files.setPosixFilePermissions(
          resolvConf, java.nio.file.attribute.PosixFilePermissions.fromString("rw-r--r--"));
      var holder =
          new ProcessBuilder(
                  "unshare",
                  "--net",
                  "--mount",
                  "--propagation",
                  "private",
                  "sh",
                  "-c",
                  SCRIPT,
                  "sh",
                  resolvConf.toString())
              .redirectErrorStream(true)
              .start();
      awaitReady(holder);
      return new Enclosure(holder);
    } finally {
      // What is mounted stays where it is mounted.
      Files.deleteIfExists(resolvConf);
    }
  }

  private static void awaitReady(Process holder) throws IOException, InterruptedException {
    var said = new StringBuilder();
    BufferedReader lines = holder.inputReader(StandardCharsets.UTF_8);
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.equals("ready")) {
        return;
      }
      said.append(line).append(' ');
    }
    holder.waitFor(5, TimeUnit.SECONDS);
    throw new IOException(
        "no namespace can be made: "
            + said.toString().strip()
            + "; exec needs cap_sys_admin and cap_net_admin, as does the instance: begin both by"
            + " sudo, exec with --user NAME for a program that is not to be root");
  }

  long pid() {
    return holder.pid();
  }

  /** What makes a program run in it, in our directory, and end with us. */
  List<String> entering(Path directory, List<String> identity, List<String> command) {
    var words = new ArrayList<String>();
    words.addAll(List.of("nsenter", "--target", Long.toString(pid()), "--net", "--mount"));
    words.addAll(List.of("--wd=" + directory, "--", "setpriv", "--pdeathsig", "KILL"));
    words.addAll(identity);
    words.add("--");
    words.addAll(command);
    return words;
  }

  /** Kills what is left in it, then lets it go. */
  @Override
  public void close() {
    try {
      var mine = Files.readSymbolicLink(namespace(pid()));
      ProcessHandle.allProcesses()
          .filter(process -> process.pid() != pid() && isIn(process.pid(), mine))
          .forEach(ProcessHandle::destroyForcibly);
    } catch (IOException e) {
      // The holder has ended already, and with it the way to find the others.
    }
    holder.destroyForcibly();
  }

  private static Path namespace(long pid) {
    return Path.of("/proc", Long.toString(pid), "ns", "net");
  }

  private static boolean isIn(long pid, Path namespace) {
    try {
      return Files.readSymbolicLink(namespace(pid)).equals(namespace);
    } catch (IOException e) {
      return false; // it has ended, or is somebody else's
    }
  }
}
