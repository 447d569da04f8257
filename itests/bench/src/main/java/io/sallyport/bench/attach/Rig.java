// SPDX-License-Identifier: Apache-2.0
package io.sallyport.bench.attach;

import io.sallyport.bench.Child;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A client, a gateway that forwards, and a server, each in a namespace of its own, with all that
 * runs at both ends; in the gateway the product, or nothing.
 */
final class Rig implements AutoCloseable {

  static final String INNER = "lab0";
  static final String SERVER = "10.213.2.2";

  /** Enough ports for the client, and none of them held back for a minute after its connection. */
  private static final String SYSCTLS =
      "echo 8 > /proc/sys/net/ipv4/tcp_max_tw_buckets;"
          + " echo 10000 65000 > /proc/sys/net/ipv4/ip_local_port_range;"
          + " echo 4096 > /proc/sys/net/core/somaxconn;"
          + " ip link set lo up;";

  private final Way way;
  final Space client;
  final Space gateway;
  final Space server;
  private final Process iperf;
  private final Child answerer;
  final Child caller;
  private final @Nullable Gateway product;

  private Rig(
      Way way, Space client, Space gateway, Space server, Path folder, Path dist, String java)
      throws IOException {
    this.way = way;
    this.client = client;
    this.gateway = gateway;
    this.server = server;
    wire();
    answerer =
        Child.start(
            server.in(List.of()), Answerer.class, folder.resolve("answerer.log"), List.of(SERVER));
    caller =
        Child.start(client.in(List.of()), Caller.class, folder.resolve("caller.log"), List.of());
    product = way.captures() ? Gateway.start(way, gateway, folder, dist, java) : null;
    // Last: nothing but closing this ends it.
    iperf = server.start(folder.resolve("iperf3.log"), "iperf3", "-s");
  }

  /**
   * Sets all up and waits until the interface is attached.
   *
   * @param folder for logs and the product's home
   */
  static Rig start(Way way, Path folder, Path dist, String java) throws IOException {
    Files.createDirectories(folder);
    return new Rig(way, Space.create(), Space.create(), Space.create(), folder, dist, java);
  }

  private void wire() throws IOException {
    link(gateway, INNER, "10.213.1.1/24", client, "10.213.1.2/24", "10.213.1.1");
    link(gateway, "out0", "10.213.2.1/24", server, SERVER + "/24", "10.213.2.1");
    shell(gateway, SYSCTLS + "echo 1 > /proc/sys/net/ipv4/ip_forward");
    shell(client, SYSCTLS);
    shell(server, SYSCTLS);
  }

  private static void link(
      Space here, String name, String address, Space there, String far, String route)
      throws IOException {
    shell(
        here,
        "ip link add %1$s type veth peer name eth0 netns %2$d; ip address add %3$s dev %1$s; ip link set %1$s up"
            .formatted(name, there.pid(), address));
    shell(
        there,
        "ip address add %s dev eth0; ip link set eth0 up; ip route add default via %s"
            .formatted(far, route));
  }

  private static void shell(Space space, String lines) throws IOException {
    space.run("/bin/sh", "-ec", lines);
  }

  Way way() {
    return way;
  }

  /** The product; null where the kernel forwards. */
  @Nullable Gateway product() {
    return product;
  }

  @Override
  public void close() {
    try {
      if (product != null) {
        product.close();
      }
      iperf.destroy();
      caller.close();
      answerer.close();
    } catch (IOException e) {
      iperf.destroyForcibly();
    } finally {
      client.close();
      server.close();
      gateway.close();
    }
  }
}
