// SPDX-License-Identifier: Apache-2.0
package io.sallyport.itest.harness;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A SOCKS5 server that remembers what it was asked, byte for byte, and answers with one code; what
 * it grants it echoes.
 */
public final class RecordingProxy implements AutoCloseable {

  private final ByteServer server;
  private final Queue<Asked> asked = new ConcurrentLinkedQueue<>();
  private volatile int code;

  /**
   * A request.
   *
   * @param type 1, 3 or 4
   */
  public record Asked(int type, String host, int port) {}

  /** Answers every request with this code. */
  public RecordingProxy(int code) throws IOException {
    this.code = code;
    this.server = ByteServer.start(this::serve);
  }

  /** From now on answers with this one. */
  public void answer(int other) {
    code = other;
  }

  private void serve(Socket socket) throws IOException {
    var in = new DataInputStream(socket.getInputStream());
    var out = socket.getOutputStream();
    in.readUnsignedByte();
    in.readNBytes(in.readUnsignedByte());
    out.write(new byte[] {5, 0});
    in.readNBytes(3);
    int type = in.readUnsignedByte();
    String host =
        switch (type) {
          case 1 -> InetAddress.getByAddress(in.readNBytes(4)).getHostAddress();
          case 4 -> InetAddress.getByAddress(in.readNBytes(16)).getHostAddress();
          default -> new String(in.readNBytes(in.readUnsignedByte()), StandardCharsets.US_ASCII);
        };
    asked.add(new Asked(type, host, in.readUnsignedShort()));
    out.write(new byte[] {5, (byte) code, 0, 1, 0, 0, 0, 0, 0, 0});
    if (code == 0) {
      ByteServer.echoTo(socket);
    }
  }

  /** Its port. */
  public int port() {
    return server.port();
  }

  /** All requests so far. */
  public Queue<Asked> asked() {
    return asked;
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
