// SPDX-License-Identifier: Apache-2.0
package io.sallyport.itest.attach;

import io.sallyport.itest.harness.Needs;
import io.sallyport.itest.harness.Run;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.opentest4j.TestAbortedException;

/**
 * A client, a gateway that forwards, and a server, each in a namespace of its own: without anything
 * else the client reaches the server in clear, which is what attached interfaces must prevent. The
 * gateway's default route leads to the server, as one leads to the world outside.
 */
final class Triad implements AutoCloseable {

  static final String CLIENT = "10.213.1.2";
  static final String CLIENT6 = "fd13:1::2";
  static final String GATEWAY = "10.213.1.1";
  static final String GATEWAY6 = "fd13:1::1";
  static final String OUTER = "10.213.2.1";
  static final String OUTER6 = "fd13:2::1";
  static final String SERVER = "10.213.2.2";
  static final String SERVER6 = "fd13:2::2";

  /** The server's too, by no other way than the gateway's default route. */
  static final String BEYOND = "198.51.100.7";

  static final String BEYOND6 = "2001:db8::7";

  /** The gateway's interface towards the client. */
  static final String INNER = "lab0";

  final Space client;
  final Space gateway;
  final Space server;
  private final List<Process> processes = new ArrayList<>();

  private Triad(Space gateway, Space client, Space server) {
    this.gateway = gateway;
    this.client = client;
    this.server = server;
  }

  /** Skips, where CI=true fails, without the means. */
  static Triad create() throws Exception {
    return create("root".equals(System.getProperty("user.name")));
  }

  /** The same where everything happens in a user namespace, unless it is root's. */
  static Triad create(boolean root) throws Exception {
    Needs.program("ip", "iproute2");
    Needs.program("nft", "nftables");
    Needs.program("tcpdump", "tcpdump");
    var gateway = namespace(root);
    var triad = new Triad(gateway, gateway.beside(), gateway.beside());
    triad.wire();
    return triad;
  }

  private static Space namespace(boolean root) throws Exception {
    try {
      return Space.create(root);
    } catch (IOException | AssertionError e) {
      if ("true".equals(System.getenv("CI"))) {
        throw e;
      }
      throw new TestAbortedException("no network namespaces here: " + e.getMessage());
    }
  }

  private void wire() throws Exception {
    link();
    gateway.setUp(
        """
        ip link set lo up
        ip link add out0 type veth peer name srv0 netns %s
        ip address add %s/24 dev out0
        ip address add %s/64 dev out0 nodad
        ip link set out0 up
        ip route add default via %s
        ip -6 route add default via %s
        echo 1 > /proc/sys/net/ipv4/ip_forward
        echo 1 > /proc/sys/net/ipv6/conf/all/forwarding
        echo 1 > /proc/sys/net/ipv4/conf/all/rp_filter
        """
            .formatted(server.pid(), OUTER, OUTER6, SERVER, SERVER6));
    server.setUp(
        """
        ip link set lo up
        ip address add %s/24 dev srv0
        ip address add %s/64 dev srv0 nodad
        ip link set srv0 up
        ip address add %s/32 dev lo
        ip address add %s/128 dev lo
        ip route add default via %s
        ip -6 route add default via %s
        echo 8 > /proc/sys/net/ipv4/tcp_max_tw_buckets
        """
            .formatted(SERVER, SERVER6, BEYOND, BEYOND6, OUTER, OUTER6));
    client.setUp("ip link set lo up");
  }

  /** Makes the link between client and gateway, as when a cable is plugged in. */
  void link() throws Exception {
    gateway.setUp(
        """
        ip link add %1$s type veth peer name eth0 netns %2$s
        ip address add %3$s/24 dev %1$s
        ip address add %4$s/64 dev %1$s nodad
        ip link set %1$s up
        """
            .formatted(INNER, client.pid(), GATEWAY, GATEWAY6));
    client.setUp(
        """
        ip address add %s/24 dev eth0
        ip address add %s/64 dev eth0 nodad
        ip link set eth0 up
        ip route add default via %s
        ip -6 route add default via %s
        """
            .formatted(CLIENT, CLIENT6, GATEWAY, GATEWAY6));
  }

  /** Unplugs it: the interface is gone. */
  void unlink() throws Exception {
    gateway.setUp("ip link delete " + INNER);
  }

  /** Begins a program that ends with this. */
  Process start(Space space, String... command) throws IOException {
    var process = space.start(List.of(command));
    processes.add(process);
    return process;
  }

  /** The same outside of all spaces. */
  Process start(List<String> command) throws IOException {
    var process =
        new ProcessBuilder(command)
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    processes.add(process);
    return process;
  }

  /** Debian's Python with a program of ours, in the background. */
  Process python(Space space, String program, String... arguments) throws IOException {
    return start(space, pythonCommand(program, arguments));
  }

  /** The same to its end. */
  Run runPython(Space space, String program, String... arguments) throws Exception {
    return space.run(pythonCommand(program, arguments));
  }

  private static String[] pythonCommand(String program, String... arguments) {
    var command = new ArrayList<>(List.of("/usr/bin/python3", "-c", program));
    command.addAll(List.of(arguments));
    return command.toArray(String[]::new);
  }

  @Override
  public void close() throws IOException {
    for (var process : processes) {
      process.destroyForcibly();
    }
    client.close();
    server.close();
    gateway.close();
  }
}
