// SPDX-License-Identifier: Apache-2.0
package io.sallyport.itest.harness;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** A TCP server on loopback that does one thing with every connection. */
public final class ByteServer implements AutoCloseable {

  private static final int READ_MILLIS = 30_000;

  private final ServerSocket listening;
  private final Role role;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger accepted = new AtomicInteger();
  private final Queue<Throwable> problems = new ConcurrentLinkedQueue<>();

  /** What a server does with a connection. It closes what it is done with. */
  @FunctionalInterface
  public interface Role {
    void serve(Socket socket) throws Exception;
  }

  private ByteServer(InetAddress address, int port, Role role) throws IOException {
    this.role = role;
    listening = new ServerSocket();
    listening.setReuseAddress(true);
    listening.bind(new InetSocketAddress(address, port), 1024);
    Thread.ofVirtual().start(this::accept);
  }

  /** On 127.0.0.1. */
  public static ByteServer start(Role role) throws IOException {
    return start("127.0.0.1", Ports.free(), role);
  }

  /** On an address and port. */
  public static ByteServer start(String address, int port, Role role) throws IOException {
    return new ByteServer(InetAddress.getByName(address), port, role);
  }

  /** Sends back what it gets, and the end too. */
  public static ByteServer echo() throws IOException {
    return start(ByteServer::echoTo);
  }

  /** The role of {@link #echo}. */
  public static void echoTo(Socket socket) throws IOException {
    socket.getInputStream().transferTo(socket.getOutputStream());
    socket.shutdownOutput();
  }

  /** Sends so many bytes of the pattern and ends. */
  public static ByteServer source(long seed, long length) throws IOException {
    return start(
        socket -> {
          Pattern.write(socket.getOutputStream(), seed, length);
          socket.shutdownOutput();
          socket.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
        });
  }

  /** Checks all that comes until its end and then reports how much it was. */
  public static ByteServer sink(long seed) throws IOException {
    return start(
        socket -> {
          long length = Pattern.checkToEnd(socket.getInputStream(), seed);
          socket.getOutputStream().write((length + "\n").getBytes(StandardCharsets.US_ASCII));
          socket.shutdownOutput();
        });
  }

  /** Speaks first, then echoes. */
  public static ByteServer speaksFirst(String greeting) throws IOException {
    return start(
        socket -> {
          socket.getOutputStream().write(greeting.getBytes(StandardCharsets.US_ASCII));
          echoTo(socket);
        });
  }

  /** Sends so many bytes and then resets the connection once the client has sent one byte. */
  public static ByteServer resetAfter(long seed, int length) throws IOException {
    return start(
        socket -> {
          Pattern.write(socket.getOutputStream(), seed, length);
          socket.getInputStream().read();
          socket.setSoLinger(true, 0);
        });
  }

  private void accept() {
    while (!listening.isClosed()) {
      Socket socket;
      try {
        socket = listening.accept();
      } catch (IOException e) {
        return; // closed
      }
      accepted.incrementAndGet();
      open.add(socket);
      Thread.ofVirtual().start(() -> serve(socket));
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(READ_MILLIS);
      role.serve(socket);
    } catch (Exception | AssertionError e) {
      problems.add(e);
    } finally {
      open.remove(socket);
    }
  }

  /** Its port. */
  public int port() {
    return listening.getLocalPort();
  }

  /** Connections so far. */
  public int accepted() {
    return accepted.get();
  }

  /** Connections now. */
  public int open() {
    return open.size();
  }

  /** What went wrong in connections: ends and bytes that were not expected. */
  public Queue<Throwable> problems() {
    return problems;
  }

  /** Stops listening and cuts every connection. */
  @Override
  public void close() throws IOException {
    listening.close();
    for (var socket : open) {
      socket.close();
    }
  }
}
