// SPDX-License-Identifier: Apache-2.0
package io.sallyport.shell.internal.server;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/** Accepts shell clients on the socket of an instance. Any thread. */
final class ShellServer implements AutoCloseable {

  /** Clients at a time. */
  static final int MOST_CLIENTS = 16;

  /** How long a command that runs while the instance stops has to come to its end. */
  private static final Duration GRACE = Duration.ofMillis(500);

  private final SocketPlace place;
  private final CommandRunner runner;
  private final Consumer<IOException> trouble;
  private final Semaphore seats = new Semaphore(MOST_CLIENTS);
  private final Map<Connection, Thread> connections = new ConcurrentHashMap<>();
  private volatile boolean closed;

  /**
   * Opens the socket and accepts.
   *
   * @param trouble is told when accepting fails; it goes on
   */
  static ShellServer open(Path home, CommandRunner runner, Consumer<IOException> trouble)
      throws IOException {
    var server = new ShellServer(SocketPlace.open(home), runner, trouble);
    Thread.ofVirtual().name("shell-accept").start(server::accept);
    return server;
  }

  private ShellServer(SocketPlace place, CommandRunner runner, Consumer<IOException> trouble) {
    this.place = place;
    this.runner = runner;
    this.trouble = trouble;
  }

  /** The socket's file. */
  Path socket() {
    return place.socket();
  }

  private void accept() {
    while (!closed) {
      try {
        welcome(place.channel().accept());
      } catch (ClosedChannelException e) {
        return;
      } catch (IOException e) {
        trouble.accept(e);
        pause();
      }
    }
  }

  private void welcome(SocketChannel channel) throws IOException {
    if (!seats.tryAcquire()) {
      turnAway(channel);
      return;
    }
    var connection = new Connection(channel, runner);
    var thread = Thread.ofVirtual().name("shell-client").unstarted(() -> serve(connection));
    connections.put(connection, thread);
    thread.start();
    if (closed) {
      connection.close();
    }
  }

  private void serve(Connection connection) {
    try {
      connection.run();
    } finally {
      connections.remove(connection);
      seats.release();
    }
  }

  private static void turnAway(SocketChannel channel) {
    var error = new JsonObject();
    error.addProperty("error", "too many shells are connected; the limit is " + MOST_CLIENTS);
    try (channel) {
      // One small write into an empty socket buffer does not wait for the client.
      channel.write(StandardCharsets.UTF_8.encode(error + "\n"));
    } catch (IOException e) {
      // It did not stay to hear it.
    }
  }

  /** At exhaustion of descriptors accepting fails at once, and must not spin. */
  private static void pause() {
    try {
      Thread.sleep(Duration.ofMillis(200));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Accepts no more, lets what runs end within a moment, and hangs up. */
  @Override
  public void close() throws IOException {
    closed = true;
    try {
      place.close();
    } finally {
      connections.keySet().forEach(Connection::finish);
      long deadline = System.nanoTime() + GRACE.toNanos();
      for (Thread thread : connections.values()) {
        join(thread, Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
      }
      connections.keySet().forEach(Connection::close);
    }
  }

  private static void join(Thread thread, Duration most) {
    try {
      thread.join(most);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
