// SPDX-License-Identifier: Apache-2.0
package io.sallyport.socks.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** A client that says bytes and expects bytes; every wait ends after ten seconds. */
record Client(Socket socket) implements AutoCloseable {

  static Client to(int port) throws IOException {
    var socket = new Socket();
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(10_000);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 5_000);
    return new Client(socket);
  }

  Client say(String hex) throws IOException {
    socket.getOutputStream().write(HexFormat.of().parseHex(hex.replace(" ", "")));
    return this;
  }

  Client sayText(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    return this;
  }

  /** Each byte in a segment of its own. */
  Client dribble(String hex) throws IOException {
    for (byte b : HexFormat.of().parseHex(hex.replace(" ", ""))) {
      socket.getOutputStream().write(b);
    }
    return this;
  }

  Client expect(String hex) throws IOException {
    String wanted = hex.replace(" ", "");
    byte[] got = socket.getInputStream().readNBytes(wanted.length() / 2);
    assertThat(HexFormat.of().formatHex(got)).isEqualTo(wanted);
    return this;
  }

  /** All until the server ends its output; fails on a reset. */
  String rest() throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
  }

  /** Text up to the empty line. */
  String head() throws IOException {
    var head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int b = socket.getInputStream().read();
      assertThat(b).as("end after %s", head).isNotNegative();
      head.append((char) b);
    }
    return head.toString();
  }

  /** The server has closed, in whichever way, and said nothing more. */
  void expectClosed() {
    try {
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    } catch (java.net.SocketTimeoutException e) {
      throw new AssertionError("still open", e);
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("reset");
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
