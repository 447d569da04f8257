// SPDX-License-Identifier: Apache-2.0
package io.sallyport.bench.attach;

import io.sallyport.bench.Parent;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** The server of connections and round trips: its own process, one thread. */
public final class Answerer {

  /** Answers one message and ends the connection, as a web server that keeps none. */
  static final int ONCE = 7001;

  /** Sends back what comes, streams and datagrams. */
  static final int ECHO = 7002;

  /** Bytes of a message. */
  static final int MESSAGE = 64;

  private static final int BACKLOG = 4096;

  private final Selector selector;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(64 << 10);

  private Answerer(String host) throws IOException {
    selector = Selector.open();
    listen(new InetSocketAddress(host, ONCE));
    listen(new InetSocketAddress(host, ECHO));
    var datagrams = DatagramChannel.open();
    datagrams.bind(new InetSocketAddress(host, ECHO));
    datagrams.configureBlocking(false);
    datagrams.register(selector, SelectionKey.OP_READ);
  }

  /**
   * Serves until its parent closes this process's input.
   *
   * @param args the address
   */
  public static void main(String[] args) throws IOException {
    var answerer = new Answerer(args[0]);
    Parent.exitWithIt();
    Parent.tell("ready");
    while (answerer.selector.isOpen()) {
      answerer.selector.select(answerer::ready);
    }
  }

  private void listen(InetSocketAddress at) throws IOException {
    var server = ServerSocketChannel.open();
    server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
    server.bind(at, BACKLOG);
    server.configureBlocking(false);
    server.register(selector, SelectionKey.OP_ACCEPT, at.getPort() == ONCE);
  }

  private void ready(SelectionKey key) {
    try {
      switch (key.channel()) {
        case ServerSocketChannel server -> accept(server, Boolean.TRUE.equals(key.attachment()));
        case DatagramChannel datagrams -> answer(datagrams);
        case SocketChannel client -> answer(client, Boolean.TRUE.equals(key.attachment()));
        default -> throw new IllegalStateException();
      }
    } catch (IOException | CancelledKeyException e) {
      // A client that has gone; it is the caller that counts.
      close(key);
    }
  }

  private static void close(SelectionKey key) {
    if (key.channel() instanceof SocketChannel client) {
      try {
        client.close();
      } catch (IOException e) {
        key.cancel();
      }
    }
  }

  private void accept(ServerSocketChannel server, boolean once) throws IOException {
    for (var client = server.accept(); client != null; client = server.accept()) {
      client.configureBlocking(false);
      client.setOption(StandardSocketOptions.TCP_NODELAY, true);
      client.register(selector, SelectionKey.OP_READ, once);
    }
  }

  private void answer(DatagramChannel datagrams) throws IOException {
    for (var from = datagrams.receive(buffer.clear());
        from != null;
        from = datagrams.receive(buffer.clear())) {
      datagrams.send(buffer.flip(), from);
    }
  }

  /** A message fits one segment, and its echo a socket's empty buffer. */
  private void answer(SocketChannel client, boolean once) throws IOException {
    int n = client.read(buffer.clear());
    if (n > 0) {
      client.write(buffer.flip());
    }
    if (n < 0 || once && n > 0) {
      client.close();
    }
  }
}
