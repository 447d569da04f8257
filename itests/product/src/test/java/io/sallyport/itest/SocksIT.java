// SPDX-License-Identifier: Apache-2.0
package io.sallyport.itest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.sallyport.itest.harness.ByteServer;
import io.sallyport.itest.harness.Pattern;
import io.sallyport.itest.harness.Piped;
import io.sallyport.itest.harness.Ports;
import io.sallyport.itest.harness.Product;
import io.sallyport.itest.harness.Socks5;
import io.sallyport.testing.Await;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The bytes of the handshake: what is answered to whom, whole, in pieces, and to nonsense. */
class SocksIT {

  @RegisterExtension
  static final Product PRODUCT =
      new Product()
          .listener("open", "\"final\": \"direct\"")
          .listener(
              "hasty",
              "\"handshake_timeout\": \"1s\", \"max_handshakes_per_source\": 1000,"
                  + " \"final\": \"direct\"")
          .listener(
              "users",
              "\"users\": [{\"username\": \"u\", \"password\": \"p\"}], \"final\": \"direct\"");

  private static Socket dial() throws IOException {
    return Socks5.dial(PRODUCT.port("open"));
  }

  @Test
  void theReplyNamesTheRealLocalAddressOfTheDial() throws Exception {
    var peer = new AtomicReference<InetSocketAddress>();
    try (var server =
            ByteServer.start(
                socket -> {
                  peer.set((InetSocketAddress) socket.getRemoteSocketAddress());
                  ByteServer.echoTo(socket);
                });
        var client = dial()) {
      var reply = Socks5.connect(client, "127.0.0.1", server.port());
      Await.until("the target has seen its peer", () -> peer.get() != null);
      assertThat(reply).isEqualTo(new Socks5.Reply(0, 1, "127.0.0.1", peer.get().getPort()));
    }
  }

  @Test
  void failuresCarryTheResultOfTheRealDial() throws Exception {
    int port = PRODUCT.port("open");
    assertThat(Socks5.code(port, "127.0.0.1", Ports.free())).as("closed port").isEqualTo(5);
    assertThat(Socks5.code(port, "localhost", Ports.free())).as("same by name").isEqualTo(5);
    assertThat(Socks5.code(port, "no-such-host.invalid", 80)).as("no such name").isEqualTo(4);
    // TCP does not go to a broadcast address: kernels say so at once, one as "network", one as
    // "host".
    assertThat(Socks5.code(port, "255.255.255.255", 80)).as("no route").isIn(3, 4);
  }

  @Test
  void greetingRequestAndDataInOneSegment() throws Exception {
    try (var server = ByteServer.echo();
        var client = dial()) {
      var all = new ByteArrayOutputStream();
      all.writeBytes(Socks5.GREETING);
      all.writeBytes(Socks5.request("127.0.0.1", server.port()));
      Pattern.write(all, 1, 5000);
      client.getOutputStream().write(all.toByteArray());

      assertThat(client.getInputStream().readNBytes(2)).containsExactly(5, 0);
      assertThat(Socks5.reply(client).code()).isZero();
      client.shutdownOutput();
      assertThat(Pattern.checkToEnd(client.getInputStream(), 1)).isEqualTo(5000);
    }
  }

  @Test
  void oneByteToASegment() throws Exception {
    try (var server = ByteServer.echo();
        var client = Socks5.dial(PRODUCT.port("users"))) {
      var all = new ByteArrayOutputStream();
      all.writeBytes(new byte[] {5, 2, 0, 2});
      all.writeBytes(new byte[] {1, 1, 'u', 1, 'p'});
      all.writeBytes(Socks5.request("127.0.0.1", server.port()));
      all.writeBytes("data".getBytes(StandardCharsets.US_ASCII));
      for (byte one : all.toByteArray()) {
        client.getOutputStream().write(one);
      }
      assertThat(client.getInputStream().readNBytes(4)).containsExactly(5, 2, 1, 0);
      assertThat(Socks5.reply(client).code()).isZero();
      assertThat(client.getInputStream().readNBytes(4)).asString().isEqualTo("data");
    }
  }

  static Stream<Arguments> nonsense() {
    return Stream.of(
        arguments("version 0", "00", ""),
        arguments("version 3", "03", ""),
        arguments("version 6", "060100", ""),
        arguments("version 255", "ff0100", ""),
        arguments("no methods", "0500", "05ff"),
        arguments("GSSAPI only", "050101", "05ff"),
        arguments("unknown methods only", "0502807f", "05ff"),
        arguments("command 0", "0501000500000100000000" + "0050", "0500" + failure(7)),
        arguments("command 7f", "050100057f0001" + "7f000001" + "0050", "0500" + failure(7)),
        arguments("address type 0", "05010005010000" + "7f0000010050", "0500" + failure(8)),
        arguments("address type 2", "05010005010002" + "7f0000010050", "0500" + failure(8)),
        arguments("address type ff", "050100050100ff" + "7f0000010050", "0500" + failure(8)),
        arguments("RSV 1", "05010005010101" + "7f0000010050", "0500" + failure(1)),
        arguments("port 0", "05010005010001" + "7f0000010000", "0500" + failure(1)),
        arguments(
            "version 4 in the request", "05010004010001" + "7f0000010050", "0500" + failure(1)),
        arguments("empty name", "05010005010003" + "00" + "0050", "0500" + failure(1)),
        arguments("NUL in the name", "05010005010003" + name("localhost\0x"), "0500" + failure(1)),
        arguments("CR LF in the name", "05010005010003" + name("a\r\nb"), "0500" + failure(1)),
        arguments("space in the name", "05010005010003" + name("a b"), "0500" + failure(1)),
        arguments("8 bits in the name", "05010005010003" + name("\u00e9"), "0500" + failure(1)));
  }

  private static String failure(int code) {
    return "05%02x0001000000000000".formatted(code);
  }

  private static String name(String text) {
    var hex = HexFormat.of();
    return hex.toHexDigits((byte) text.length())
        + hex.formatHex(text.getBytes(StandardCharsets.ISO_8859_1))
        + "0050";
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("nonsense")
  void nonsenseGetsItsAnswerAndACleanEnd(String what, String sent, String answered)
      throws Exception {
    try (var client = dial()) {
      client.getOutputStream().write(HexFormat.of().parseHex(sent));
      var got = HexFormat.of().formatHex(readToEnd(client.getInputStream()));
      assertThat(got).as(what).isEqualTo(answered);
    }
    assertThat(Socks5.code(PRODUCT.port("open"), "127.0.0.1", Ports.free()))
        .as("the listener lives on")
        .isEqualTo(5);
  }

  private static byte[] readToEnd(InputStream in) throws IOException {
    var all = new ByteArrayOutputStream();
    try {
      in.transferTo(all);
    } catch (SocketException e) {
      // A reset is an end too for those who spoke no SOCKS at all.
      assertThat(all.size()).as("bytes before a reset").isZero();
    }
    return all.toByteArray();
  }

  static Stream<Arguments> badLogins() {
    return Stream.of(
        arguments("wrong password", "010175" + "0171"),
        arguments("empty password", "010175" + "00"),
        arguments("empty user", "0100" + "0170"),
        arguments("version 5", "050175" + "0170"),
        arguments("wrong, then a request", "010175" + "0171" + "050100017f0000010050"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badLogins")
  void badLoginsGetNoFurther(String what, String login) throws Exception {
    try (var client = Socks5.dial(PRODUCT.port("users"))) {
      client.getOutputStream().write(new byte[] {5, 1, 2});
      assertThat(client.getInputStream().readNBytes(2)).containsExactly(5, 2);
      client.getOutputStream().write(HexFormat.of().parseHex(login));
      var rest = readToEnd(client.getInputStream());
      assertThat(rest).as(what).hasSizeLessThanOrEqualTo(2);
      if (rest.length > 1) {
        assertThat(rest[1]).as("status").isNotZero();
      }
    }
  }

  @Test
  void aLoginCannotBePassedBy() throws Exception {
    try (var server = ByteServer.echo();
        var client = Socks5.dial(PRODUCT.port("users"))) {
      client.getOutputStream().write(Socks5.GREETING);
      client.getOutputStream().write(Socks5.request("127.0.0.1", server.port()));
      assertThat(readToEnd(client.getInputStream())).containsExactly(5, 0xff);
      assertThat(server.accepted()).isZero();
    }
  }

  @Test
  void whoStallsIsSentAwayAndHurtsNobody() throws Exception {
    var stalled = new ArrayList<Socket>();
    try (var server = ByteServer.echo()) {
      for (int i = 0; i < 300; i++) {
        var client = Socks5.dial(PRODUCT.port("hasty"));
        stalled.add(client);
        client.getOutputStream().write(Socks5.request("127.0.0.1", 80), 0, i % 3);
      }
      long begun = System.nanoTime();
      Socks5.open(PRODUCT.port("hasty"), "127.0.0.1", server.port()).close();
      assertThat(Duration.ofNanos(System.nanoTime() - begun))
          .as("a good client among 300 stalled ones")
          .isLessThan(Duration.ofSeconds(1));
      for (var client : stalled) {
        readToEnd(client.getInputStream()); // ends, or the read times out
      }
    } finally {
      for (var client : stalled) {
        client.close();
      }
    }
  }

  @Test
  void aNameOfALiteralMeetsTheRulesOfTheAddress() throws Exception {
    try (var server = ByteServer.echo();
        var client = dial()) {
      client.getOutputStream().write(Socks5.GREETING);
      client.getInputStream().readNBytes(2);
      var request = new ByteArrayOutputStream();
      request.writeBytes(new byte[] {5, 1, 0});
      request.writeBytes(Socks5.name("127.0.0.1"));
      request.write(server.port() >> 8);
      request.write(server.port());
      client.getOutputStream().write(request.toByteArray());
      assertThat(Socks5.reply(client).code()).isZero();
      var destinations = new ArrayList<String>();
      PRODUCT
          .list("session:list")
          .forEach(one -> destinations.add(one.getAsJsonObject().get("destination").getAsString()));
      assertThat(destinations).contains("127.0.0.1:" + server.port());
    }
  }

  /** What {@code sallyport hash} prints is a {@code password_hash}, and of that password alone. */
  @Test
  void aPasswordThatTheLauncherHashed() throws Exception {
    var program = Product.ROOT.resolve("launcher/target/sallyport/bin/sallyport").toString();
    var password = "open sesame";
    var line = (password + "\n").getBytes(StandardCharsets.UTF_8);
    var hashed = Piped.through(line, Map.of(), List.of(program, "hash"));
    assertThat(hashed.status()).as(hashed.toString()).isZero();
    var hash = new String(hashed.out(), StandardCharsets.UTF_8).strip();
    assertThat(hash).startsWith("$").doesNotContain(password);

    PRODUCT.add(
        "hashed",
        "\"users\": [{\"username\": \"ali\", \"password_hash\": \"%s\"}], \"final\": \"direct\""
            .formatted(hash));
    try (var echo = ByteServer.echo();
        var ali = Socks5.dial(PRODUCT.port("hashed"));
        var thief = Socks5.dial(PRODUCT.port("hashed"))) {
      assertThat(Socks5.connect(ali, "ali", password, "127.0.0.1", echo.port()).code()).isZero();
      Socks5.login(thief, "ali", password + " ");
      assertThat(thief.getInputStream().read()).isEqualTo(1);
      assertThat(thief.getInputStream().read()).isPositive();
    }
  }
}
