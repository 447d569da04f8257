// SPDX-License-Identifier: Apache-2.0
package io.sallyport.itest;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.itest.harness.ByteServer;
import io.sallyport.itest.harness.Curl;
import io.sallyport.itest.harness.Pattern;
import io.sallyport.itest.harness.Product;
import io.sallyport.itest.harness.Socks5;
import io.sallyport.itest.harness.WebServer;
import io.sallyport.testing.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A listener on a Unix socket, and programs that come by it. */
@Timeout(60)
class UnixListenerIT {

  private static final Path FOLDER = folder();
  private static final Path OPEN = FOLDER.resolve("open.sock");
  private static final Path USERS = FOLDER.resolve("users.sock");

  @RegisterExtension
  static final Product PRODUCT =
      new Product()
          .config(
              "io.sallyport.socks~local",
              "{\"listen_path\": \"" + OPEN + "\", \"final\": \"direct\"}")
          .listener(
              "users",
              """
              "listen_path": "%s", "mode": "0660",
              "users": [{"username": "alice", "password": "wonderland"}], "final": "direct"\
              """
                  .formatted(USERS));

  private static WebServer web;

  /** Not a folder of JUnit's: its name is needed before there is one. */
  private static Path folder() {
    try {
      return Files.createTempDirectory("sp-unix");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @BeforeAll
  static void serve() throws Exception {
    web = new WebServer();
    Await.until("both sockets", () -> Files.exists(OPEN) && Files.exists(USERS));
  }

  @AfterAll
  static void stop() throws IOException {
    web.close();
    Files.deleteIfExists(OPEN);
    Files.deleteIfExists(USERS);
    Files.delete(FOLDER);
  }

  private static String url(String host) {
    return "http://" + host + ":" + web.port() + "/";
  }

  @Test
  void curlComesByIt() throws Exception {
    for (var scheme : new String[] {"socks5", "socks5h", "socks4a"}) {
      var got = Curl.get("--proxy", scheme + "://localhost" + OPEN, url("localhost"));
      assertThat(got.error()).as(scheme).isEmpty();
      assertThat(got.body()).isEqualTo("host localhost:" + web.port());
    }
  }

  @Test
  void usersAreAskedForThereToo() throws Exception {
    var known =
        Curl.get("--proxy", "socks5h://alice:wonderland@localhost" + USERS, url("localhost"));
    assertThat(known.error()).isEmpty();
    assertThat(known.body()).isEqualTo("host localhost:" + web.port());
    assertThat(Curl.get("--proxy", "socks5h://alice:x@localhost" + USERS, url("localhost")).exit())
        .isEqualTo(97);
    assertThat(Curl.get("--proxy", "socks5h://localhost" + USERS, url("localhost")).exit())
        .isEqualTo(97);
    // The port beside it serves as well.
    var byPort =
        Curl.get(
            "--proxy",
            "socks5h://alice:wonderland@127.0.0.1:" + PRODUCT.port("users"),
            url("localhost"));
    assertThat(byPort.error()).isEmpty();
  }

  @Test
  void itsModeIsThatOfTheFile() throws Exception {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(OPEN)))
        .isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(USERS)))
        .isEqualTo("rw-rw----");
  }

  @Test
  void bytesGoBothWaysAndEndsToo() throws Exception {
    try (var echo = ByteServer.echo();
        var client = SocketChannel.open(UnixDomainSocketAddress.of(OPEN))) {
      client.write(ByteBuffer.wrap(Socks5.GREETING));
      client.write(ByteBuffer.wrap(Socks5.request("127.0.0.1", echo.port())));
      var in = Channels.newInputStream(client);
      assertThat(in.readNBytes(2)).containsExactly(5, 0);
      assertThat(in.readNBytes(10)).startsWith(5, 0, 0, 1);
      var writing =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      Pattern.write(Channels.newOutputStream(client), 61, 3_000_000);
                      client.shutdownOutput();
                    } catch (IOException e) {
                      throw new java.io.UncheckedIOException(e);
                    }
                  });
      assertThat(Pattern.checkToEnd(in, 61)).isEqualTo(3_000_000);
      writing.join();
      assertThat(PRODUCT.log()).as("who comes has no address to be logged").doesNotContain("ERROR");
    }
  }

  /** What a transport other than epoll does not do; its key says so. */
  @Test
  void whoEndsItsOutputIsStillAnswered() throws Exception {
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var client = SocketChannel.open(UnixDomainSocketAddress.of(OPEN))) {
      client.write(ByteBuffer.wrap(Socks5.GREETING));
      client.write(ByteBuffer.wrap(Socks5.request("127.0.0.1", server.getLocalPort())));
      var in = Channels.newInputStream(client);
      try (var far = server.accept()) {
        assertThat(in.readNBytes(12)).startsWith(5, 0, 5, 0);
        client.write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
        client.shutdownOutput();
        assertThat(far.getInputStream().readAllBytes()).containsExactly(1, 2, 3);
        far.getOutputStream().write(new byte[] {4, 5});
      }
      assertThat(in.readAllBytes()).containsExactly(4, 5);
    }
  }

  @Test
  void withoutItsFileTheSocketIsGone() throws Exception {
    var path = FOLDER.resolve("brief.sock");
    var pid = "io.sallyport.socks~brief";
    PRODUCT.home().write(pid, "{\"listen_path\": \"" + path + "\", \"final\": \"direct\"}");
    Await.until("it is there", () -> Files.exists(path));
    Files.delete(PRODUCT.home().config(pid));
    Await.until("it is gone", () -> !Files.exists(path));
  }
}
