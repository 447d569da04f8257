// SPDX-License-Identifier: Apache-2.0
package io.sallyport.upstream.internal;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A link to a server with a delay in each direction, and a count of what goes over it: how often
 * the server answers on a connection, which is the number of round trips.
 */
final class DelayRelay implements AutoCloseable {

  private final Map<Integer, AtomicInteger> answers = new ConcurrentHashMap<>();

  private final ServerSocket server = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
  private final InetSocketAddress target;
  private final long oneWayNanos;

  private record Piece(long due, byte[] bytes) {}

  DelayRelay(InetSocketAddress target, long oneWayMillis) throws IOException {
    this.target = target;
    this.oneWayNanos = TimeUnit.MILLISECONDS.toNanos(oneWayMillis);
    Thread.ofVirtual().start(this::accept);
  }

  /** Answers so far on a connection, by the client's port. */
  int answers(int port) {
    var count = answers.get(port);
    return count == null ? 0 : count.get();
  }

  int port() {
    return server.getLocalPort();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        var client = server.accept();
        var far = new Socket(target.getAddress(), target.getPort());
        client.setTcpNoDelay(true);
        far.setTcpNoDelay(true);
        var count = answers.computeIfAbsent(client.getPort(), _ -> new AtomicInteger());
        pump(client, far, new AtomicInteger());
        pump(far, client, count);
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void pump(Socket from, Socket to, AtomicInteger pieces) {
    var line = new LinkedBlockingQueue<Piece>();
    Thread.ofVirtual()
        .start(
            () -> {
              try (InputStream in = from.getInputStream()) {
                var buffer = new byte[16_384];
                for (int n; (n = in.read(buffer)) >= 0; ) {
                  line.add(
                      new Piece(
                          System.nanoTime() + oneWayNanos, java.util.Arrays.copyOf(buffer, n)));
                }
              } catch (IOException e) {
                // Told to the other side below.
              }
              line.add(new Piece(System.nanoTime() + oneWayNanos, new byte[0]));
            });
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                for (Piece piece = line.take(); piece.bytes.length > 0; piece = line.take()) {
                  for (long left; (left = piece.due - System.nanoTime()) > 0; ) {
                    LockSupport.parkNanos(left);
                  }
                  pieces.incrementAndGet();
                  to.getOutputStream().write(piece.bytes);
                }
                to.close();
              } catch (IOException | InterruptedException e) {
                // The receiver has gone; the reader will find out.
              }
            });
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
