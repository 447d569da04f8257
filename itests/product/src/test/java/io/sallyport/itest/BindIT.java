// SPDX-License-Identifier: Apache-2.0
package io.sallyport.itest;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.itest.harness.Pattern;
import io.sallyport.itest.harness.Ports;
import io.sallyport.itest.harness.Product;
import io.sallyport.itest.harness.Socks5;
import io.sallyport.testing.Await;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** BIND as active FTP uses it, and Tor's lookups, through the whole product. */
@Timeout(60)
class BindIT {

  @RegisterExtension
  static final Product PRODUCT =
      new Product()
          .config("io.sallyport.session", "{\"bind_timeout\": \"3s\"}")
          .listener("open", "\"final\": \"direct\"")
          .listener("blocked", "\"final\": \"block\"");

  private static Socket ask(String listener, String request) throws IOException {
    var socket = Socks5.dial(PRODUCT.port(listener));
    socket.getOutputStream().write(HexFormat.of().parseHex("050100" + request.replace(" ", "")));
    assertThat(socket.getInputStream().readNBytes(2)).containsExactly(5, 0);
    return socket;
  }

  private static Socket peer(String local, Socks5.Reply where) throws IOException {
    var socket = new Socket();
    socket.bind(new InetSocketAddress(local, 0));
    socket.setSoTimeout(10_000);
    socket.connect(new InetSocketAddress(where.address(), where.port()), 5000);
    return socket;
  }

  @Test
  void thePeerComesStrangersDoNotAndBytesCrossBothWays() throws Exception {
    try (var client = ask("open", "05020001 7f000001 0015")) {
      var where = Socks5.reply(client);
      assertThat(where.code()).isZero();
      assertThat(where.address()).isEqualTo("127.0.0.1");
      try (var stranger = peer("127.0.0.9", where)) {
        assertThat(endOf(stranger)).isTrue();
      }
      try (var peer = peer("127.0.0.1", where)) {
        var second = Socks5.reply(client);
        assertThat(second).isEqualTo(new Socks5.Reply(0, 1, "127.0.0.1", peer.getLocalPort()));
        assertThat(Ports.accepts(where.port())).as("a second peer").isFalse();
        Pattern.write(peer.getOutputStream(), 1, 300_000);
        peer.shutdownOutput();
        assertThat(Pattern.checkToEnd(client.getInputStream(), 1)).isEqualTo(300_000);
        Pattern.write(client.getOutputStream(), 2, 300_000);
        client.shutdownOutput();
        assertThat(Pattern.checkToEnd(peer.getInputStream(), 2)).isEqualTo(300_000);
      }
    }
  }

  private static boolean endOf(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketException e) {
      return true;
    }
  }

  @Test
  void whoeverMayComeWhereNobodyIsNamed() throws Exception {
    try (var client = ask("open", "05020001 00000000 0000")) {
      var where = Socks5.reply(client);
      assertThat(where.address()).isNotEqualTo("0.0.0.0");
      try (var peer = peer("0.0.0.0", where)) {
        assertThat(Socks5.reply(client).port()).isEqualTo(peer.getLocalPort());
      }
    }
  }

  @Test
  void aClientThatGoesTakesTheSocketWithIt() throws Exception {
    var client = ask("open", "05020001 7f000001 0015");
    var where = Socks5.reply(client);
    client.close();
    Await.until("nobody listens", () -> !Ports.accepts(where.port()));
  }

  @Test
  void nobodyComesAndTheSecondReplySaysSo() throws Exception {
    try (var client = ask("open", "05020001 7f000001 0015")) {
      var where = Socks5.reply(client);
      assertThat(Socks5.reply(client).code()).isEqualTo(6);
      assertThat(client.getInputStream().read()).isEqualTo(-1);
      assertThat(Ports.accepts(where.port())).isFalse();
    }
  }

  @Test
  void thePolicyDecides() throws Exception {
    for (String request :
        new String[] {
          "05020001 7f000001 0015", "05f00003 09 6c6f63616c686f7374 0000", "05f10001 7f000001 0000"
        }) {
      try (var client = ask("blocked", request)) {
        assertThat(Socks5.reply(client).code()).as(request).isEqualTo(2);
      }
    }
  }

  @Test
  void lookups() throws Exception {
    try (var client = ask("open", "05f00003 09 6c6f63616c686f7374 0000")) {
      assertThat(Socks5.reply(client)).isEqualTo(new Socks5.Reply(0, 1, "127.0.0.1", 0));
      assertThat(client.getInputStream().read()).isEqualTo(-1);
    }
    try (var client = ask("open", "05f10001 7f000001 0000")) {
      assertThat(Socks5.reply(client)).isEqualTo(new Socks5.Reply(0, 3, "localhost", 0));
    }
    try (var client = ask("open", "05f00003 14 6e6f2d737563682d686f73742e696e76616c6964 0000")) {
      assertThat(Socks5.reply(client).code()).isEqualTo(4);
    }
  }
}
