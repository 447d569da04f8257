// SPDX-License-Identifier: Apache-2.0
package io.sallyport.upstream.internal;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A SOCKS5 server on the loopback that counts: it authenticates, answers a CONNECT with success and
 * a byte of its own ({@code '!'}), then echoes.
 */
final class CountingServer implements AutoCloseable {

  /** Connections accepted, ever. */
  final AtomicInteger accepted = new AtomicInteger();

  /** Connections that have been authenticated, ever. */
  final AtomicInteger ready = new AtomicInteger();

  /** Requests that have come, ever. */
  final AtomicInteger requests = new AtomicInteger();

  /** When connections were accepted; nanoseconds. */
  final List<Long> times = new CopyOnWriteArrayList<>();

  /** User names, in the order of authentication. */
  final List<String> users = new CopyOnWriteArrayList<>();

  /** Connections that the client has not closed. */
  final Set<Socket> open = ConcurrentHashMap.newKeySet();

  /** How many of the next requests end in a reset instead of an answer. */
  final AtomicInteger resetting = new AtomicInteger();

  /** While set, connections are reset as soon as they are accepted. */
  volatile boolean refusing;

  private final ServerSocket server;

  CountingServer() throws IOException {
    server = new ServerSocket(0, 128, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  InetSocketAddress address() {
    return (InetSocketAddress) server.getLocalSocketAddress();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        var socket = server.accept();
        times.add(System.nanoTime());
        accepted.incrementAndGet();
        if (refusing) {
          reset(socket);
        } else {
          open.add(socket);
          Thread.ofVirtual().start(() -> serve(socket));
        }
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      talk(socket, new DataInputStream(socket.getInputStream()), socket.getOutputStream());
    } catch (IOException e) {
      // The client has gone, or the test has closed the socket.
    } finally {
      open.remove(socket);
    }
  }

  private void talk(Socket socket, DataInputStream in, OutputStream out) throws IOException {
    in.readUnsignedByte();
    boolean password =
        new String(in.readNBytes(in.readUnsignedByte()), StandardCharsets.ISO_8859_1).indexOf(2)
            >= 0;
    out.write(new byte[] {5, (byte) (password ? 2 : 0)});
    if (password) {
      in.readUnsignedByte();
      users.add(new String(in.readNBytes(in.readUnsignedByte()), StandardCharsets.US_ASCII));
      in.readNBytes(in.readUnsignedByte());
      out.write(new byte[] {1, 0});
    }
    ready.incrementAndGet();
    in.readNBytes(3);
    int length =
        switch (in.readUnsignedByte()) {
          case 1 -> 4;
          case 4 -> 16;
          default -> in.readUnsignedByte();
        };
    in.readNBytes(length + 2);
    requests.incrementAndGet();
    if (resetting.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
      reset(socket);
      return;
    }
    out.write(new byte[] {5, 0, 0, 1, 0, 0, 0, 0, 0, 0, '!'});
    in.transferTo(out);
  }

  static void reset(Socket socket) throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  /** Closes all connections that are open now, as a server does that has lost patience. */
  void hangUp() throws IOException {
    for (Socket socket : open) {
      socket.close();
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    hangUp();
  }
}
