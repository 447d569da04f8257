// SPDX-License-Identifier: Apache-2.0
package io.sallyport.dns.internal.server;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.concurrent.ScheduledFuture;
import io.sallyport.api.ConnectFailure;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a server with the queries that are on it, each under a number of its own. On the
 * server's loop.
 */
abstract class Connection extends ChannelDuplexHandler {

  /** RFC 7766 §6.2.3: a few seconds. */
  private static final long IDLE_SECONDS = 15;

  final Channel channel;
  private final Counters counters;
  private final IntObjectHashMap<Pending> waiting = new IntObjectHashMap<>();
  private @Nullable ScheduledFuture<?> idle;
  private boolean worn;

  /** Told of a query whose connection broke. */
  private Consumer<Pending> broken = pending -> {};

  /** Told that there is room, or no connection any more. */
  private Runnable changed = () -> {};

  Connection(Channel channel, Counters counters) {
    this.channel = channel;
    this.counters = counters;
  }

  final void begin(Consumer<Pending> whenBroken, Runnable whenChanged) {
    broken = whenBroken;
    changed = whenChanged;
    rest();
  }

  /** How many queries it takes at a time. */
  abstract int capacity();

  /** A number that no query on it has. */
  abstract int nextKey();

  /** Writes a query. */
  abstract void write(int key, Pending pending);

  final boolean isWaiting(int key) {
    return waiting.containsKey(key);
  }

  final boolean hasRoom() {
    return channel.isActive() && !worn && waiting.size() < capacity();
  }

  final boolean isOpen() {
    return channel.isActive() && !worn;
  }

  final void send(Pending pending) {
    if (idle != null) {
      idle.cancel(false);
      idle = null;
    }
    int key = nextKey();
    waiting.put(key, pending);
    // What nobody waits for any longer shows a connection that may be dead.
    pending.done.addListener(_ -> channel.eventLoop().execute(() -> forget(key, pending)));
    write(key, pending);
  }

  private void forget(int key, Pending pending) {
    if (waiting.get(key) == pending) {
      worn = true;
      rest();
    }
  }

  /** An answer; what nobody waits for is passed over. */
  final void heard(int key, byte[] message) {
    var pending = waiting.remove(key);
    if (pending != null) {
      pending.done.trySuccess(message);
      rest();
      hasChanged();
    }
  }

  /** A query that the server will not answer. */
  final void refused(int key, String why) {
    var pending = waiting.remove(key);
    if (pending != null) {
      pending.done.tryFailure(new ConnectFailure(ConnectFailure.Reason.UPSTREAM_FAILED, why));
      rest();
      hasChanged();
    }
  }

  /** A query that never left: the connection is of no use any more, and another one may be. */
  final void unsent(int key) {
    var pending = waiting.remove(key);
    if (pending != null) {
      worn = true;
      broken.accept(pending);
      rest();
      hasChanged();
    }
  }

  /** Not at once: HTTP/2 counts a stream until its last frame has been dealt with. */
  private void hasChanged() {
    channel.eventLoop().execute(changed);
  }

  /** The pending query of a number; null if nobody waits under it. */
  final @Nullable Pending waiting(int key) {
    return waiting.get(key);
  }

  /** The server does not speak the protocol. */
  final void mismatch() {
    counters.add(Counters.Count.SERVER_MISMATCHES);
    channel.close();
  }

  private void rest() {
    boolean nobody = true;
    for (var pending : waiting.values()) {
      nobody &= pending.done.isDone();
    }
    if (!nobody) {
      return;
    }
    if (worn) {
      channel.close();
    } else if (idle == null) {
      idle = channel.eventLoop().schedule(() -> channel.close(), IDLE_SECONDS, TimeUnit.SECONDS);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    worn = true;
    if (idle != null) {
      idle.cancel(false);
    }
    var all = waiting.values().toArray(Pending[]::new);
    waiting.clear();
    for (var pending : all) {
      broken.accept(pending);
    }
    changed.run();
    ctx.fireChannelInactive();
  }

  /** Half a connection is of no use: the server will answer nothing more. */
  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      ctx.close();
    } else {
      ctx.fireUserEventTriggered(event);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.close();
  }
}
