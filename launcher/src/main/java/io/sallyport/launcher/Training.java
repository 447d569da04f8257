// SPDX-License-Identifier: Apache-2.0
package io.sallyport.launcher;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A client and a server on loopback that give the product something to do while it is watched. */
final class Training {

  private static final int SESSIONS = 3000;
  private static final int LONG_SESSION = 32 << 20;
  private static final int CHUNK = 64 << 10;
  private static final long PATIENCE_MILLIS = 10_000;

  private final int port;

  private Training(int port) {
    this.port = port;
  }

  /** Writes the configuration of a listener that nobody else uses. */
  static Training prepare(Path configs) throws IOException {
    int port;
    try (var probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = probe.getLocalPort();
    }
    Files.writeString(
        configs.resolve("io.sallyport.socks~train.cfg.json"),
        "{ \"listen_port\": " + port + ", \"final\": \"direct\" }");
    return new Training(port);
  }

  void run() throws IOException, InterruptedException {
    awaitListener();
    try (var server = new ServerSocket(0, 64, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> serve(server));
      for (int i = 0; i < SESSIONS; i++) {
        exchange(server.getLocalPort(), 64);
      }
      exchange(server.getLocalPort(), LONG_SESSION);
    }
  }

  private void awaitListener() throws InterruptedException, IOException {
    long end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
    while (true) {
      try {
        new Socket(InetAddress.getLoopbackAddress(), port).close();
        return;
      } catch (IOException e) {
        if (System.nanoTime() > end) {
          throw e;
        }
        Thread.sleep(20);
      }
    }
  }

  private static void serve(ServerSocket server) {
    while (!server.isClosed()) {
      try {
        var accepted = server.accept();
        Thread.ofVirtual()
            .start(
                () -> {
                  try (accepted) {
                    accepted.getInputStream().transferTo(accepted.getOutputStream());
                  } catch (IOException e) {
                    return; // the client has gone
                  }
                });
      } catch (SocketException e) {
        return; // closed: the training is over
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }
  }

  /** One session that sends so many bytes and gets them back. */
  private void exchange(int target, int length) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      var out = socket.getOutputStream();
      var in = new DataInputStream(socket.getInputStream());
      out.write(new byte[] {5, 1, 0});
      in.readFully(new byte[2]);
      out.write(new byte[] {5, 1, 0, 1, 127, 0, 0, 1, (byte) (target >> 8), (byte) target});
      in.readFully(new byte[10]);
      byte[] chunk = new byte[Math.min(length, CHUNK)];
      for (int sent = 0; sent < length; sent += chunk.length) {
        out.write(chunk);
        in.readFully(chunk);
      }
    }
  }
}
