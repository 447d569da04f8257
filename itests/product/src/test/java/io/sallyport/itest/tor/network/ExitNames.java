// SPDX-License-Identifier: Apache-2.0
package io.sallyport.itest.tor.network;

import io.sallyport.itest.harness.Ports;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The name server that exits ask: everything under {@code .testnet} is 127.0.0.1 and ::1, every
 * address is {@code host.testnet}, all else does not exist.
 */
public final class ExitNames implements AutoCloseable {

  private static final byte[] HOST = {
    4, 'h', 'o', 's', 't', 7, 't', 'e', 's', 't', 'n', 'e', 't', 0
  };
  private static final int A = 1;
  private static final int PTR = 12;
  private static final int AAAA = 28;

  private final DatagramSocket socket;
  private final Queue<String> asked = new ConcurrentLinkedQueue<>();

  ExitNames() throws IOException {
    socket = new DatagramSocket(Ports.free(), InetAddress.getLoopbackAddress());
    Thread.ofVirtual().name("exit-names").start(this::serve);
  }

  int port() {
    return socket.getLocalPort();
  }

  /** The names that were asked for so far, lower-cased. */
  public Queue<String> asked() {
    return asked;
  }

  private void serve() {
    var bytes = new byte[1500];
    while (!socket.isClosed()) {
      try {
        var packet = new DatagramPacket(bytes, bytes.length);
        socket.receive(packet);
        var answer = answer(ByteBuffer.wrap(bytes, 0, packet.getLength()));
        socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
      } catch (IOException e) {
        // Closed; or a client that is gone: the next one.
      } catch (RuntimeException e) {
        // Not a question.
      }
    }
  }

  private byte[] answer(ByteBuffer query) {
    int id = query.getShort() & 0xffff;
    int flags = query.getShort() & 0xffff;
    query.position(12);
    var name = new StringBuilder();
    for (int length = query.get(); length > 0; length = query.get()) {
      var label = new byte[length];
      query.get(label);
      name.append(name.isEmpty() ? "" : ".")
          .append(
              new String(label, StandardCharsets.ISO_8859_1).toLowerCase(java.util.Locale.ROOT));
    }
    int type = query.getShort();
    query.getShort();
    asked.add(name.toString());
    var data = data(name.toString(), type);
    boolean known = data.length > 0 || name.toString().endsWith(".testnet");

    var out = new ByteArrayOutputStream();
    u16(out, id);
    u16(out, 0x8480 | flags & 0x100 | (known ? 0 : 3));
    u16(out, 1);
    u16(out, data.length > 0 ? 1 : 0);
    u16(out, 0);
    u16(out, 0);
    out.write(query.array(), 12, query.position() - 12);
    if (data.length > 0) {
      u16(out, 0xc00c); // the name of the question
      u16(out, type);
      u16(out, 1);
      u16(out, 0);
      u16(out, 60);
      u16(out, data.length);
      out.writeBytes(data);
    }
    return out.toByteArray();
  }

  private static byte[] data(String name, int type) {
    if (type == PTR && name.endsWith(".arpa")) {
      return HOST;
    }
    if (name.endsWith(".testnet") && type == A) {
      return new byte[] {127, 0, 0, 1};
    }
    if (name.endsWith(".testnet") && type == AAAA) {
      var loopback = new byte[16];
      loopback[15] = 1;
      return loopback;
    }
    return new byte[0];
  }

  private static void u16(ByteArrayOutputStream out, int value) {
    out.write(value >> 8);
    out.write(value);
  }

  @Override
  public void close() {
    socket.close();
  }
}
