// SPDX-License-Identifier: Apache-2.0
package io.sallyport.upstream.internal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A raw server on the loopback that takes one connection and follows a script of words: {@code
 * <hex} expects exactly these bytes, {@code >hex} sends, {@code close} ends its output, {@code
 * reset} breaks off, {@code mark} lets {@link #awaitMark} return, {@code end} expects the client to
 * close without another byte.
 */
final class ScriptedProxy implements AutoCloseable {

  private static final int DEADLINE_MS = 10_000;

  private final ServerSocket server;
  private final CompletableFuture<Void> finished = new CompletableFuture<>();
  private final CompletableFuture<Void> marked = new CompletableFuture<>();

  /**
   * @param single whether each byte is sent on its own
   */
  ScriptedProxy(String script, boolean single) throws IOException {
    server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    server.setSoTimeout(DEADLINE_MS);
    Thread.ofVirtual()
        .start(
            () -> {
              try (var socket = server.accept()) {
                socket.setTcpNoDelay(true);
                socket.setSoTimeout(DEADLINE_MS);
                for (String word : script.strip().split("\\s+")) {
                  follow(word, socket, single);
                }
                finished.complete(null);
              } catch (IOException | RuntimeException | AssertionError e) {
                finished.completeExceptionally(e);
              }
            });
  }

  private void follow(String word, Socket socket, boolean single) throws IOException {
    switch (word) {
      case "mark" -> marked.complete(null);
      case "close" -> socket.shutdownOutput();
      case "reset" -> {
        socket.setSoLinger(true, 0);
        socket.close();
      }
      case "end" -> {
        byte[] rest = socket.getInputStream().readAllBytes();
        check(rest.length == 0, "not the end but " + HexFormat.of().formatHex(rest));
      }
      default -> {
        byte[] bytes = HexFormat.of().parseHex(word.substring(1));
        if (word.charAt(0) == '<') {
          byte[] got = socket.getInputStream().readNBytes(bytes.length);
          check(Arrays.equals(got, bytes), "not " + word + " but " + HexFormat.of().formatHex(got));
        } else {
          send(bytes, socket, single);
        }
      }
    }
  }

  private static void send(byte[] bytes, Socket socket, boolean single) throws IOException {
    for (int at = 0; at < bytes.length; at += single ? 1 : bytes.length) {
      socket.getOutputStream().write(bytes, at, single ? 1 : bytes.length);
      Thread.yield();
    }
  }

  private static void check(boolean right, String what) {
    if (!right) {
      throw new AssertionError(what);
    }
  }

  InetSocketAddress address() {
    return (InetSocketAddress) server.getLocalSocketAddress();
  }

  void awaitMark() throws Exception {
    marked.get(DEADLINE_MS, TimeUnit.MILLISECONDS);
  }

  /** Waits until the script was followed to its end; fails as it did. */
  void finish() throws Exception {
    finished.get(DEADLINE_MS, TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
