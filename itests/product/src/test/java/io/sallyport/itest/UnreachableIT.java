// SPDX-License-Identifier: Apache-2.0
package io.sallyport.itest;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.itest.harness.Home;
import io.sallyport.itest.harness.Needs;
import io.sallyport.itest.harness.Product;
import io.sallyport.itest.harness.ShellSocket;
import io.sallyport.itest.harness.Socks5;
import io.sallyport.testing.Await;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A network that there is no way to and a host that does not answer have each a code of their own
 * (RFC 1928 §6). The product is in a network namespace that has both; who asks comes by a Unix
 * socket.
 */
@Timeout(60)
class UnreachableIT {

  private static final int NETWORK_UNREACHABLE = 3;
  private static final int HOST_UNREACHABLE = 4;
  private static final int REFUSED = 5;

  /** An interface with a network of its own, in which nobody answers; one network is closed. */
  private static final String NETWORK =
      """
      ip link set lo up
      ip link add near0 type veth peer name near1
      ip link set near0 up
      ip link set near1 up
      ip address add 10.9.0.1/24 dev near0
      ip route add unreachable 10.1.0.0/16
      exec "$@"
      """;

  private Home home;
  private Process process;

  private void start(String transport) throws Exception {
    Needs.program("unshare", "util-linux");
    Needs.program("ip", "iproute2");
    home = Home.create();
    home.write("io.sallyport.transport", "{\"type\": \"" + transport + "\"}");
    home.write(
        "io.sallyport.socks~local",
        "{\"listen_path\": \"" + socket() + "\", \"final\": \"direct\"}");
    process =
        new ProcessBuilder(
                "unshare",
                "root".equals(System.getProperty("user.name")) ? "-n" : "-Urn",
                "/bin/sh",
                "-ec",
                NETWORK,
                "sh",
                Product.ROOT.resolve("launcher/target/sallyport/bin/sallyport").toString(),
                "run",
                "--no-shell",
                "--home",
                home.root().toString())
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectErrorStream(true)
            .redirectOutput(log().toFile())
            .start();
    Await.until(
        "the listener",
        Duration.ofSeconds(40),
        () -> {
          assertThat(process.isAlive()).as(() -> "it runs: " + read()).isTrue();
          return Files.exists(socket());
        });
  }

  private Path socket() {
    return home.root().resolve("run/local.sock");
  }

  private Path log() {
    return home.root().resolve("product.log");
  }

  private String read() {
    try {
      return Files.readString(log());
    } catch (IOException e) {
      return e.toString();
    }
  }

  @AfterEach
  void stop() throws Exception {
    if (process != null) {
      process.destroy();
      assertThat(process.waitFor(15, TimeUnit.SECONDS)).as("it ends").isTrue();
    }
    if (home != null) {
      home.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "io_uring", "nio"})
  void eachHasItsCode(String transport) throws Exception {
    start(transport);
    assertThat(ShellSocket.run(home, "sallyport:status", 80).out())
        .containsPattern("transport +" + transport + "\n");
    assertThat(code("10.2.0.1")).as("no way at all").isEqualTo(NETWORK_UNREACHABLE);
    assertThat(code("2001:db8::1")).as("no way at all").isEqualTo(NETWORK_UNREACHABLE);
    assertThat(code("10.1.0.1")).as("a way that is closed").isEqualTo(HOST_UNREACHABLE);
    assertThat(code("10.9.0.7")).as("a neighbour that is silent").isEqualTo(HOST_UNREACHABLE);
    assertThat(code("10.9.0.1")).as("nobody listens").isEqualTo(REFUSED);
    assertThat(ShellSocket.run(home, "outbound:test direct 10.2.0.1 80", 80).err())
        .contains("network is unreachable");
    assertThat(ShellSocket.run(home, "outbound:test direct 10.1.0.1 80", 80).err())
        .contains("no route to host");
  }

  private int code(String host) throws IOException {
    try (var client = SocketChannel.open(UnixDomainSocketAddress.of(socket()))) {
      client.write(ByteBuffer.wrap(Socks5.GREETING));
      client.write(ByteBuffer.wrap(Socks5.request(host, 81)));
      byte[] said = Channels.newInputStream(client).readNBytes(4);
      assertThat(said).hasSize(4).startsWith(5, 0, 5);
      return said[3];
    }
  }
}
