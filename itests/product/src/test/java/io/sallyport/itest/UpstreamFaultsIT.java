// SPDX-License-Identifier: Apache-2.0
package io.sallyport.itest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.sallyport.itest.harness.ByteServer;
import io.sallyport.itest.harness.ByteServer.Role;
import io.sallyport.itest.harness.Pattern;
import io.sallyport.itest.harness.Product;
import io.sallyport.itest.harness.Socks5;
import io.sallyport.testing.Await;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Upstream proxies that are slow, silent, gone, lying or at their end: what the client of the
 * product is told by SOCKS and by HTTP, and that nobody waits longer than {@code connect_timeout}.
 */
@Timeout(60)
class UpstreamFaultsIT {

  private static final String GRANTED = "05000001" + "7f000001" + "1234";
  private static final int SENT = 50_000;

  /** One server for all cases: what it does is set by each. */
  private static final ByteServer SERVER = server();

  private static volatile Role role = UpstreamFaultsIT::waits;

  @RegisterExtension
  static final Product PRODUCT =
      new Product()
          .config("io.sallyport.outbound.socks~faulty", to(SERVER.port()))
          .config("io.sallyport.outbound.http~faulty-http", to(SERVER.port()))
          .listener("faulty", "\"final\": \"faulty\"")
          .listener("faulty-http", "\"final\": \"faulty-http\"");

  private static ByteServer server() {
    try {
      return ByteServer.start(socket -> role.serve(socket));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @AfterAll
  static void stop() throws IOException {
    SERVER.close();
  }

  private static String to(int port) {
    return """
    {"server": "127.0.0.1", "server_port": %d, "connect_timeout": "700ms"}
    """
        .formatted(port);
  }

  // --- what a server of SOCKS may do

  private static void greeted(Socket socket) throws IOException {
    var in = new DataInputStream(socket.getInputStream());
    in.readUnsignedByte();
    in.readNBytes(in.readUnsignedByte());
  }

  private static void say(Socket socket, String hex) throws IOException {
    socket.getOutputStream().write(HexFormat.of().parseHex(hex));
  }

  /** Until a request has come, whatever it asks. */
  private static void asked(Socket socket) throws IOException {
    greeted(socket);
    say(socket, "0500");
    var in = new DataInputStream(socket.getInputStream());
    in.readNBytes(3);
    int rest = in.readUnsignedByte() == 3 ? in.readUnsignedByte() : 4;
    in.readNBytes(rest + 2);
  }

  private static void waits(Socket socket) throws IOException {
    socket.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
  }

  private static Role greetedThen(String hex) {
    return socket -> {
      greeted(socket);
      say(socket, hex);
      waits(socket);
    };
  }

  private static Role askedThen(String hex) {
    return socket -> {
      asked(socket);
      say(socket, hex);
      waits(socket);
    };
  }

  private static Role hangsUpAfter(String hex) {
    return socket -> {
      asked(socket);
      say(socket, hex);
    };
  }

  static Stream<Arguments> failing() {
    return Stream.of(
        arguments("closes at once", (Role) _ -> {}, 1, 502),
        arguments("closes after the greeting", (Role) UpstreamFaultsIT::greeted, 1, 502),
        arguments("closes after the request", hangsUpAfter(""), 1, 502),
        arguments("closes within its reply", hangsUpAfter("05000001"), 1, 502),
        arguments(
            "resets after the request",
            (Role)
                socket -> {
                  asked(socket);
                  socket.setSoLinger(true, 0);
                },
            1,
            502),
        arguments("is silent", (Role) UpstreamFaultsIT::waits, 6, 504),
        arguments("is silent after the greeting", greetedThen("0500"), 6, 504),
        arguments("is silent within its choice", greetedThen("05"), 6, 504),
        arguments("is silent within its reply", askedThen("050000017f"), 6, 504),
        arguments("is exhausted", askedThen("0501000100000000" + "0000"), 1, 502),
        arguments("allows nothing", askedThen("0502000100000000" + "0000"), 2, 403),
        arguments("says what no RFC knows", askedThen("055b000100000000" + "0000"), 1, 502),
        arguments("takes no method", greetedThen("05ff"), 1, 502),
        arguments("chooses what was not offered", greetedThen("0507"), 1, 502),
        arguments("wants a password of those who have none", greetedThen("0502"), 1, 502),
        arguments("speaks SOCKS4", greetedThen("005a00000000" + "0000"), 1, 502),
        arguments(
            "speaks HTTP",
            greetedThen(HexFormat.of().formatHex("HTTP/1.1 400 Bad Request\r\n".getBytes())),
            1,
            502),
        arguments("replies with a wrong version", askedThen("04000001" + "7f0000011234"), 1, 502),
        arguments("replies with an unknown address", askedThen("050000027f0000011234"), 1, 502),
        arguments(
            "replies with a flood",
            (Role)
                socket -> {
                  asked(socket);
                  say(socket, "05000042".repeat(100_000));
                },
            1,
            502));
  }

  @ParameterizedTest(name = "{0}: REP {2}, HTTP {3}")
  @MethodSource("failing")
  void theClientIsToldInTime(String what, Role does, int rep, int status) throws Exception {
    role = does;
    int port = PRODUCT.port("faulty");
    long begun = System.nanoTime();
    assertThat(Socks5.code(port, "a.example", 80)).as(what).isEqualTo(rep);
    assertThat(connectStatus(port)).as(what).isEqualTo(status);
    assertThat(Duration.ofNanos(System.nanoTime() - begun))
        .as("both together")
        .isLessThan(Duration.ofSeconds(5));
    Await.until("nothing is left open", () -> SERVER.open() == 0);
  }

  static Stream<Arguments> failingHttp() {
    return Stream.of(
        arguments("closes at once", "", false, 1, 502),
        arguments("is silent", "", true, 6, 504),
        arguments("is silent within its head", "HTTP/1.1 200 OK\r\nX: y", true, 6, 504),
        arguments("closes within its head", "HTTP/1.1 200 OK\r\nX: y", false, 1, 502),
        arguments("wants a password", "HTTP/1.1 407 No\r\n\r\n", true, 1, 502),
        arguments("allows nothing", "HTTP/1.1 403 No\r\n\r\n", true, 2, 403),
        arguments("is exhausted", "HTTP/1.1 503 No\r\n\r\n", true, 1, 502),
        arguments("reached nobody", "HTTP/1.1 504 No\r\n\r\n", true, 6, 504),
        arguments("speaks SOCKS", "\u0005\u0000\r\n\r\n", true, 1, 502),
        arguments("has no end", "HTTP/1.1 200 OK\r\nX: " + "y".repeat(200_000), true, 1, 502));
  }

  @ParameterizedTest(name = "HTTP proxy {0}: REP {3}, HTTP {4}")
  @MethodSource("failingHttp")
  void theSameOfAnHttpProxy(String what, String answer, boolean stays, int rep, int status)
      throws Exception {
    role =
        socket -> {
          head(socket);
          socket.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
          if (stays) {
            waits(socket);
          }
        };
    int port = PRODUCT.port("faulty-http");
    assertThat(Socks5.code(port, "a.example", 80)).as(what).isEqualTo(rep);
    assertThat(connectStatus(port)).as(what).isEqualTo(status);
    Await.until("nothing is left open", () -> SERVER.open() == 0);
  }

  private static String head(Socket socket) throws IOException {
    var in = new DataInputStream(socket.getInputStream());
    var head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) in.readUnsignedByte());
    }
    return head.toString();
  }

  private static int connectStatus(int port) throws IOException {
    try (var client = Socks5.dial(port)) {
      client
          .getOutputStream()
          .write("CONNECT a.example:80 HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      return Integer.parseInt(head(client).substring(9, 12));
    }
  }

  // --- those that are odd and still right

  private static Role inOneSegment(String reply) {
    return socket -> {
      asked(socket);
      var all = new ByteArrayOutputStream();
      all.writeBytes(HexFormat.of().parseHex(reply));
      Pattern.write(all, 51, SENT);
      socket.getOutputStream().write(all.toByteArray());
      socket.shutdownOutput();
      waits(socket);
    };
  }

  private static Role byteByByte(long pauseMillis) {
    return socket -> {
      greeted(socket);
      for (byte one : HexFormat.of().parseHex("0500")) {
        LockSupport.parkNanos(pauseMillis * 1_000_000);
        socket.getOutputStream().write(one);
      }
      socket.getInputStream().read(new byte[64]);
      for (byte one : HexFormat.of().parseHex(GRANTED)) {
        LockSupport.parkNanos(pauseMillis * 1_000_000);
        socket.getOutputStream().write(one);
      }
      Pattern.write(socket.getOutputStream(), 51, SENT);
      socket.shutdownOutput();
      waits(socket);
    };
  }

  static Stream<Arguments> odd() {
    return Stream.of(
        arguments("data in one segment with the reply", inOneSegment(GRANTED)),
        arguments(
            "a bound name as long as can be",
            inOneSegment("05000003" + "ff" + "61".repeat(255) + "1234")),
        arguments("an IPv6 address", inOneSegment("05000004" + "20".repeat(16) + "1234")),
        arguments("each byte in its segment", byteByByte(0)),
        arguments("slowly, each byte in its segment", byteByByte(40)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("odd")
  void whatIsOddButRightIsServed(String what, Role does) throws Exception {
    role = does;
    try (var client = Socks5.open(PRODUCT.port("faulty"), "a.example", 80)) {
      assertThat(Pattern.checkToEnd(client.getInputStream(), 51)).as(what).isEqualTo(SENT);
    }
  }

  // --- those that are not there

  @Test
  void aQueueThatIsFullIsATimeout() throws Exception {
    // Nobody accepts; when the kernel's queue is full, a further SYN is not answered.
    try (var full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var waiting = new ArrayList<Socket>();
      try {
        for (int i = 0; i < 3; i++) {
          waiting.add(connecting(full.getLocalPort()));
        }
        PRODUCT.via("full", "socks", to(full.getLocalPort()));
        int port = PRODUCT.port("full");
        long begun = System.nanoTime();
        assertThat(Socks5.code(port, "a.example", 80)).isIn(1, 6);
        assertThat(Duration.ofNanos(System.nanoTime() - begun))
            .isBetween(Duration.ofMillis(600), Duration.ofSeconds(4));
      } finally {
        for (var socket : waiting) {
          socket.close();
        }
      }
    }
  }

  private static Socket connecting(int port) throws IOException {
    var socket = new Socket();
    try {
      socket.connect(new InetSocketAddress("127.0.0.1", port), 200);
    } catch (java.net.SocketTimeoutException e) {
      assert !socket.isConnected(); // the queue is full already
    }
    return socket;
  }
}
