// SPDX-License-Identifier: Apache-2.0
package io.sallyport.dns.internal.server;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.sallyport.api.ConnectFailure;
import io.sallyport.dns.internal.wire.Answer;
import io.sallyport.dns.internal.wire.AnswerReader;
import io.sallyport.dns.internal.wire.DnsFormatException;
import io.sallyport.dns.internal.wire.ServerQuery;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Asks over connections that are kept: TCP, TLS, HTTPS. Queries wait in a row for room on one; as
 * many are opened as the row needs, within a bound.
 */
final class StreamServer implements DnsServer {

  private static final int MAX_CONNECTIONS = 8;
  private static final int MAX_WAITING = 1024;

  private final Ground ground;
  private final Dialling dialling;
  private final boolean padded;
  private final EventLoop home;
  private final List<Connection> connections = new ArrayList<>();
  private final ArrayDeque<Pending> queue = new ArrayDeque<>();

  /** How many queries a connection takes, as far as is known; HTTP/1.1 shows itself late. */
  private int roomOfOne = 64;

  private int dialled;
  private boolean closed;

  StreamServer(Ground ground, Dialling dialling, boolean padded) {
    this.ground = ground;
    this.dialling = dialling;
    this.padded = padded;
    this.home = ground.transport().loop();
  }

  @Override
  public Future<Answer> ask(Ask ask, EventLoop loop) {
    Promise<Answer> done = loop.newPromise();
    var query = ServerQuery.of(ask.question(), ask.dnssecOk(), ask.checkingDisabled(), padded);
    home.execute(() -> begin(query, done));
    return done;
  }

  private void begin(ServerQuery query, Promise<Answer> done) {
    Promise<byte[]> message = home.newPromise();
    message.addListener(
        (Future<byte[]> heard) -> {
          if (!heard.isSuccess()) {
            done.tryFailure(heard.cause());
            return;
          }
          try {
            done.trySuccess(AnswerReader.read(heard.getNow(), query.section(), ground.forbidden()));
          } catch (DnsFormatException e) {
            ground.counters().add(Counters.Count.SERVER_MISMATCHES);
            done.tryFailure(
                new ConnectFailure(
                    ConnectFailure.Reason.UPSTREAM_PROTOCOL, String.valueOf(e.getMessage())));
          }
        });
    if (closed || queue.size() >= MAX_WAITING) {
      message.tryFailure(
          new ConnectFailure(ConnectFailure.Reason.LIMIT, "too many queries wait, or closed"));
      return;
    }
    var timer =
        home.schedule(
            () ->
                message.tryFailure(
                    new ConnectFailure(ConnectFailure.Reason.TIMEOUT, "no answer in time")),
            ground.timeout().toMillis(),
            TimeUnit.MILLISECONDS);
    message.addListener(_ -> timer.cancel(false));
    queue.add(new Pending(query, message));
    dispatch();
  }

  private void dispatch() {
    connections.removeIf(connection -> !connection.isOpen());
    queue.removeIf(pending -> pending.done.isDone());
    for (var connection : connections) {
      while (!queue.isEmpty() && connection.hasRoom()) {
        connection.send(queue.remove());
      }
    }
    while (!closed
        && dialled * roomOfOne < queue.size()
        && connections.size() + dialled < MAX_CONNECTIONS) {
      dialled++;
      dialling
          .dial(home)
          .addListener((Future<Connection> opened) -> home.execute(() -> opened(opened)));
    }
  }

  private void opened(Future<Connection> opened) {
    dialled--;
    if (!opened.isSuccess()) {
      // Each attempt that fails takes those who wait along, unless another may still succeed.
      if (dialled == 0 && connections.stream().noneMatch(Connection::isOpen)) {
        failAll(opened.cause());
      }
      return;
    }
    var connection = opened.getNow();
    if (closed) {
      connection.channel.close();
      return;
    }
    roomOfOne = Math.max(1, connection.capacity());
    connections.add(connection);
    connection.begin(this::broken, this::dispatch);
    dispatch();
  }

  private void broken(Pending pending) {
    if (pending.retried || closed) {
      pending.done.tryFailure(
          new ConnectFailure(
              ConnectFailure.Reason.UPSTREAM_FAILED, "the server has closed the connection"));
    } else {
      pending.retried = true;
      queue.addFirst(pending);
    }
  }

  private void failAll(Throwable cause) {
    for (Pending pending; (pending = queue.poll()) != null; ) {
      pending.done.tryFailure(cause);
    }
  }

  @Override
  public void close() {
    home.execute(
        () -> {
          closed = true;
          failAll(new ConnectFailure(ConnectFailure.Reason.CANCELLED, "the resolver is closed"));
          List.copyOf(connections).forEach(connection -> connection.channel.close());
        });
  }
}
