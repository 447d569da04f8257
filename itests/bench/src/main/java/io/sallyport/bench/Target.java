// SPDX-License-Identifier: Apache-2.0
package io.sallyport.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The far end of every session: its own process, one thread, all services on every port. */
public final class Target {

  private static final int BACKLOG = 4096;

  private final Selector selector;
  private final Map<Integer, long[]> runs = new HashMap<>();

  /** Shared by all sessions: one thread serves them one after the other. */
  final ByteBuffer buffer = ByteBuffer.allocateDirect(Pattern.CHUNK);

  final Pattern pattern = new Pattern();

  Target(List<Integer> ports) throws IOException {
    selector = Selector.open();
    for (int port : ports) {
      var server = ServerSocketChannel.open();
      server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
      server.configureBlocking(false);
      server.register(selector, SelectionKey.OP_ACCEPT, server);
    }
  }

  /**
   * Serves until its parent closes this process's input.
   *
   * @param args ports on 127.0.0.1
   */
  public static void main(String[] args) throws IOException {
    var target = new Target(List.of(args).stream().map(Integer::valueOf).toList());
    Parent.exitWithIt();
    Parent.tell("ready");
    target.serve();
  }

  void serve() throws IOException {
    while (selector.isOpen()) {
      selector.select(this::ready);
    }
  }

  private void ready(SelectionKey key) {
    if (key.attachment() instanceof TargetSession session) {
      try {
        session.ready(key);
      } catch (IOException | CancelledKeyException e) {
        // How most sessions here end: the load resets them when it has what it wanted.
        session.close();
      }
    } else if (key.attachment() instanceof ServerSocketChannel server) {
      accept(server);
    }
  }

  private void accept(ServerSocketChannel server) {
    try {
      for (var channel = server.accept(); channel != null; channel = server.accept()) {
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.register(selector, SelectionKey.OP_READ, new TargetSession(this, channel));
      }
    } catch (IOException e) {
      // A client that was gone before it was accepted; the load counts it.
      assert e != null;
    }
  }

  /** Received and wrong bytes of a run. */
  long[] run(int id) {
    return runs.computeIfAbsent(id, _ -> new long[2]);
  }

  Tally tally(int id) {
    long[] run = run(id);
    return new Tally(System.nanoTime(), run[0], run[1]);
  }
}
