// SPDX-License-Identifier: Apache-2.0
package io.sallyport.itest.harness;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A SOCKS5 client that shows every byte (RFC 1928), written apart from the product's codec. */
public final class Socks5 {

  /** Greeting that offers method 00. */
  public static final byte[] GREETING = {5, 1, 0};

  private static final int READ_MILLIS = 20_000;

  private Socks5() {}

  /** What a server replied. */
  public record Reply(int code, int type, String address, int port) {}

  /** A connection to a port of this machine with a deadline on its reads. */
  public static Socket dial(int port) throws IOException {
    return dial("127.0.0.1", port);
  }

  /** A connection to an address of this machine. */
  public static Socket dial(String address, int port) throws IOException {
    var socket = new Socket();
    socket.connect(new InetSocketAddress(InetAddress.getByName(address), port), 5000);
    socket.setSoTimeout(READ_MILLIS);
    socket.setTcpNoDelay(true);
    return socket;
  }

  /** A stream through a listener without users; fails if it is not granted. */
  public static Socket open(int proxyPort, String host, int port) throws IOException {
    var socket = dial(proxyPort);
    var reply = connect(socket, host, port);
    if (reply.code() != 0) {
      socket.close();
      throw new IOException("refused with " + reply);
    }
    return socket;
  }

  /** Only the code that a listener gives to a destination; the stream is closed. */
  public static int code(int proxyPort, String host, int port) throws IOException {
    try (var socket = dial(proxyPort)) {
      return connect(socket, host, port).code();
    }
  }

  /** Greets with method 00 and asks to connect. */
  public static Reply connect(Socket socket, String host, int port) throws IOException {
    socket.getOutputStream().write(GREETING);
    expect(socket, 5, 0);
    socket.getOutputStream().write(request(host, port));
    return reply(socket);
  }

  /** Logs in by RFC 1929 and asks to connect. */
  public static Reply connect(Socket socket, String user, String password, String host, int port)
      throws IOException {
    login(socket, user, password);
    expect(socket, 1, 0);
    socket.getOutputStream().write(request(host, port));
    return reply(socket);
  }

  /** Sends user and password; the answer is still to be read. */
  public static void login(Socket socket, String user, String password) throws IOException {
    socket.getOutputStream().write(new byte[] {5, 1, 2});
    expect(socket, 5, 2);
    var bytes = new ByteArrayOutputStream();
    bytes.write(1);
    bytes.write(user.length());
    bytes.writeBytes(user.getBytes(StandardCharsets.US_ASCII));
    bytes.write(password.length());
    bytes.writeBytes(password.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().write(bytes.toByteArray());
  }

  /** CONNECT: literals as addresses, all else as a name. */
  public static byte[] request(String host, int port) throws IOException {
    var bytes = new ByteArrayOutputStream();
    bytes.writeBytes(new byte[] {5, 1, 0});
    if (host.matches("[0-9.]+") || host.contains(":")) {
      byte[] ip = InetAddress.getByName(host).getAddress();
      bytes.write(ip.length == 4 ? 1 : 4);
      bytes.writeBytes(ip);
    } else {
      bytes.writeBytes(name(host));
    }
    bytes.write(port >> 8);
    bytes.write(port);
    return bytes.toByteArray();
  }

  /** ATYP 3 with whatever stands in the text, one byte a character. */
  public static byte[] name(String text) {
    var bytes = new ByteArrayOutputStream();
    bytes.write(3);
    bytes.write(text.length());
    bytes.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
    return bytes.toByteArray();
  }

  /** Reads a whole reply. */
  public static Reply reply(Socket socket) throws IOException {
    var in = new DataInputStream(socket.getInputStream());
    int version = in.readUnsignedByte();
    if (version != 5) {
      throw new IOException("reply of version " + version);
    }
    int code = in.readUnsignedByte();
    int reserved = in.readUnsignedByte();
    if (reserved != 0) {
      throw new IOException("RSV " + reserved);
    }
    int type = in.readUnsignedByte();
    String address =
        switch (type) {
          case 1 -> InetAddress.getByAddress(in.readNBytes(4)).getHostAddress();
          case 4 -> InetAddress.getByAddress(in.readNBytes(16)).getHostAddress();
          case 3 -> new String(in.readNBytes(in.readUnsignedByte()), StandardCharsets.US_ASCII);
          default -> throw new IOException("reply with address type " + type);
        };
    return new Reply(code, type, address, in.readUnsignedShort());
  }

  private static void expect(Socket socket, int... bytes) throws IOException {
    for (int expected : bytes) {
      int got = socket.getInputStream().read();
      if (got != expected) {
        throw new IOException("expected " + expected + ", got " + got);
      }
    }
  }
}
