// SPDX-License-Identifier: Apache-2.0
package io.sallyport.itest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.sallyport.itest.harness.ByteServer;
import io.sallyport.itest.harness.Needs;
import io.sallyport.itest.harness.Pattern;
import io.sallyport.itest.harness.Piped;
import io.sallyport.itest.harness.Product;
import io.sallyport.itest.harness.RecordingProxy;
import io.sallyport.itest.harness.Run;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Other people's programs as clients, each by every protocol that it has: what they send comes back
 * byte for byte. curl has its own test, {@link CurlIT}; Java's and Netty's clients are in {@link
 * JavaClientsIT}.
 */
@Timeout(60)
class ClientsIT {

  private static final int LENGTH = 200_000;
  private static final String NETCAT = "netcat-openbsd";

  @RegisterExtension
  static final Product PRODUCT =
      new Product()
          .listener("open", "\"final\": \"direct\"")
          .listener(
              "users",
              "\"users\": [{\"username\": \"alice\", \"password\": \"wonderland\"}],"
                  + " \"final\": \"direct\"");

  @TempDir static Path folder;

  private static ByteServer echo;
  private static byte[] sent;

  @BeforeAll
  static void serve() throws IOException {
    echo = ByteServer.echo();
    var bytes = new ByteArrayOutputStream();
    Pattern.write(bytes, 31, LENGTH);
    sent = bytes.toByteArray();
  }

  @AfterAll
  static void stop() throws IOException {
    echo.close();
  }

  private static void carries(Map<String, String> environment, List<String> command)
      throws Exception {
    var piped = Piped.through(sent, environment, command);
    assertThat(piped.status()).as("%s: %s", command, piped).isZero();
    assertThat(piped.out()).as("%s: %s", command, piped).isEqualTo(sent);
  }

  private static List<String> command(Path program, String... arguments) {
    var command = new ArrayList<String>();
    command.add(program.toString());
    command.addAll(List.of(arguments));
    return command;
  }

  private static String at(String listener) {
    return "127.0.0.1:" + PRODUCT.port(listener);
  }

  static Stream<Arguments> ways() {
    return Stream.of(
        arguments("socks4", "127.0.0.1", "local"),
        arguments("socks4", "localhost", "remote"),
        arguments("socks5", "127.0.0.1", "local"),
        arguments("socks5", "localhost", "remote"),
        arguments("http", "localhost", "remote"));
  }

  @ParameterizedTest(name = "{0} to {1}")
  @MethodSource("ways")
  void ncat(String type, String host, String dns) throws Exception {
    carries(
        Map.of(),
        command(
            Needs.program("ncat", "ncat"),
            "--proxy",
            at("open"),
            "--proxy-type",
            type,
            "--proxy-dns",
            dns,
            host,
            String.valueOf(echo.port())));
  }

  @ParameterizedTest
  @org.junit.jupiter.params.provider.ValueSource(strings = {"socks5", "http"})
  void ncatWithAUser(String type) throws Exception {
    var ncat = Needs.program("ncat", "ncat");
    var port = String.valueOf(echo.port());
    carries(
        Map.of(),
        command(
            ncat,
            "--proxy",
            at("users"),
            "--proxy-type",
            type,
            "--proxy-auth",
            "alice:wonderland",
            "127.0.0.1",
            port));
    int before = echo.accepted();
    var refused =
        Piped.through(
            sent,
            Map.of(),
            command(
                ncat,
                "--proxy",
                at("users"),
                "--proxy-type",
                type,
                "--proxy-auth",
                "alice:rabbithole",
                "127.0.0.1",
                port));
    assertThat(refused.status()).as("%s", refused).isNotZero();
    assertThat(refused.out()).isEmpty();
    assertThat(echo.accepted()).as("nothing got through").isEqualTo(before);
  }

  static Stream<Arguments> netcats() {
    return Stream.of(
        arguments("4", "127.0.0.1"),
        arguments("5", "127.0.0.1"),
        arguments("5", "localhost"),
        arguments("connect", "127.0.0.1"),
        arguments("connect", "localhost"));
  }

  @ParameterizedTest(name = "-X {0} to {1}")
  @MethodSource("netcats")
  void netcatOfOpenBsd(String protocol, String host) throws Exception {
    carries(
        Map.of(),
        command(
            Needs.program("nc.openbsd", NETCAT),
            "-N",
            "-X",
            protocol,
            "-x",
            at("open"),
            host,
            String.valueOf(echo.port())));
  }

  static Stream<Arguments> chains() {
    return Stream.of(
        arguments("socks4", "open", "", "127.0.0.1"),
        arguments("socks5", "open", "", "localhost"),
        arguments("socks5", "users", " alice wonderland", "127.0.0.1"),
        arguments("socks5", "users", " alice wonderland", "localhost"),
        arguments("http", "users", " alice wonderland", "127.0.0.1"));
  }

  @ParameterizedTest(name = "{0} at {1} to {3}")
  @MethodSource("chains")
  void proxychains(String type, String listener, String login, String host) throws Exception {
    var conf = Files.createTempFile(folder, "proxychains", ".conf");
    Files.writeString(
        conf,
        """
        strict_chain
        quiet_mode
        proxy_dns
        tcp_read_time_out 10000
        tcp_connect_time_out 8000
        [ProxyList]
        %s 127.0.0.1 %d%s
        """
            .formatted(type, PRODUCT.port(listener), login));
    carries(
        Map.of(),
        command(
            Needs.program("proxychains4", "proxychains4"),
            "-q",
            "-f",
            conf.toString(),
            Needs.program("nc.openbsd", NETCAT).toString(),
            "-N",
            host,
            String.valueOf(echo.port())));
  }

  /**
   * torsocks lets nobody through to loopback addresses; those of documentation go by an upstream
   * that echoes, and which also shows that an onion name arrives there as a name.
   */
  @Test
  void torsocks() throws Exception {
    var torsocks = Needs.program("torsocks", "torsocks");
    var netcat = Needs.program("nc.openbsd", NETCAT);
    try (var upstream = new RecordingProxy(0)) {
      PRODUCT
          .home()
          .write(
              "io.sallyport.outbound.socks~onions",
              "{\"server\": \"127.0.0.1\", \"server_port\": " + upstream.port() + "}");
      PRODUCT.awaitOutbound("onions");
      PRODUCT.add(
          "torlike",
          "\"users\": [{\"username\": \"alice\", \"password\": \"wonderland\"}],"
              + " \"final\": \"onions\"");
      var conf = folder.resolve("torsocks.conf");
      Files.writeString(
          conf,
          """
          TorAddress 127.0.0.1
          TorPort %d
          SOCKS5Username alice
          SOCKS5Password wonderland
          """
              .formatted(PRODUCT.port("torlike")));
      var onion = "a".repeat(56) + ".onion";
      for (var host : new String[] {"192.0.2.9", onion}) {
        carries(
            Map.of("TORSOCKS_CONF_FILE", conf.toString()),
            command(torsocks, netcat.toString(), "-N", host, "4711"));
      }
      assertThat(upstream.asked())
          .containsExactly(
              new RecordingProxy.Asked(1, "192.0.2.9", 4711),
              new RecordingProxy.Asked(3, onion, 4711));
    }
  }

  static Stream<Arguments> pythons() {
    return Stream.of(
        arguments("SOCKS4", "False", "open", "127.0.0.1", "None, None"),
        arguments("SOCKS4", "True", "open", "localhost", "None, None"),
        arguments("SOCKS5", "False", "open", "127.0.0.1", "None, None"),
        arguments("SOCKS5", "True", "open", "localhost", "None, None"),
        arguments("SOCKS5", "True", "users", "localhost", "'alice', 'wonderland'"),
        arguments("HTTP", "True", "users", "localhost", "'alice', 'wonderland'"));
  }

  /** Debian's python3-socks; its datagrams are in {@link UdpIT}. */
  @ParameterizedTest(name = "{0} at {2} to {3}")
  @MethodSource("pythons")
  void pySocks(String type, String remote, String listener, String host, String login)
      throws Exception {
    var python = "/usr/bin/python3"; // the one that Debian packages are for
    if (Run.of(List.of(python, "-c", "import socks")).status() != 0) {
      Needs.program("python3-socks", "python3-socks");
    }
    var script =
        """
        import socks, sys, threading
        s = socks.socksocket()
        s.set_proxy(socks.%s, "127.0.0.1", %d, %s, %s)
        s.settimeout(10)
        s.connect(("%s", %d))
        def feed():
            s.sendall(sys.stdin.buffer.read())
            s.shutdown(1)
        threading.Thread(target=feed).start()
        while True:
            data = s.recv(65536)
            if not data:
                break
            sys.stdout.buffer.write(data)
        """
            .formatted(type, PRODUCT.port(listener), remote, login, host, echo.port());
    carries(Map.of(), List.of(python, "-c", script));
  }
}
