// SPDX-License-Identifier: Apache-2.0
package io.sallyport.socks.internal;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.log.Logger;
import org.osgi.service.log.LoggerFactory;

/**
 * How many clients all listeners together may have, by the limit of descriptors of this process: a
 * client takes two, its own and that of the far end. When that many are there, or the system gives
 * no more descriptors for whatever reason, no listener accepts until one has gone: those who come
 * wait in the kernel's queue, and no loop spins over what it cannot take. Any thread.
 */
@Component(service = ClientPlaces.class)
public final class ClientPlaces {

  /** What the process needs besides: jars, logs, loops, listeners, connections made ahead. */
  static final int RESERVED = 200;

  private static final int LEAST = 4;

  /** After a refusal of the system, where no client of ours may be about to go. */
  static final long RETRY_MILLIS = 1000;

  /** An operator needs one line about it, not one for each client. */
  private static final long QUIET_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final Logger log;
  private final LongSupplier nanos;
  private final long limit;
  private final int most;
  private final Set<Channel> doors = ConcurrentHashMap.newKeySet();
  private int taken;
  private long pauses;
  private boolean exhausted;
  private boolean shut;
  private long quietUntil;

  /** For declarative services. */
  @Activate
  public ClientPlaces(@Reference(service = LoggerFactory.class) Logger log) {
    this(DescriptorLimit.get(), log, System::nanoTime);
  }

  /**
   * @param limit of descriptors
   */
  ClientPlaces(long limit, Logger log, LongSupplier nanos) {
    this.log = log;
    this.nanos = nanos;
    this.limit = limit;
    this.most = Math.clamp((limit - RESERVED) / 2, LEAST, Integer.MAX_VALUE);
    this.quietUntil = nanos.getAsLong();
  }

  /** How many clients there may be. */
  int most() {
    return most;
  }

  /** A listening channel accepts only while there are places. */
  void guard(Channel door) {
    door.pipeline().addFirst(new Exhaustion());
    doors.add(door);
    door.closeFuture().addListener(_ -> doors.remove(door));
    apply();
  }

  /** A client has come; it goes by itself. */
  void enter(Channel client) {
    synchronized (this) {
      taken++;
      apply();
    }
    client.closeFuture().addListener(_ -> left());
  }

  private synchronized void left() {
    taken--;
    exhausted = false;
    apply();
  }

  private synchronized void exhausted(Channel door) {
    exhausted = true;
    apply();
    door.eventLoop().schedule(this::tryAgain, RETRY_MILLIS, TimeUnit.MILLISECONDS);
  }

  private synchronized void tryAgain() {
    exhausted = false;
    apply();
  }

  private synchronized void apply() {
    boolean full = exhausted || taken >= most;
    if (full && !shut) {
      pauses++;
      if (nanos.getAsLong() - quietUntil >= 0) {
        quietUntil = nanos.getAsLong() + QUIET_NANOS;
        log.warn("{}", describe());
      }
    }
    shut = full;
    // A few more may come: a loop that has begun to accept takes what it finds. The reserve is for
    // them too.
    doors.forEach(door -> door.config().setAutoRead(!full));
  }

  /** Why no client is accepted now; null while they are. */
  synchronized @Nullable String problem() {
    return shut ? describe() : null;
  }

  private String describe() {
    return taken >= most
        ? "accepting pauses: %d clients are what %d descriptors allow; raise LimitNOFILE (ulimit -n)"
            .formatted(most, limit)
        : "accepting pauses: the system gives no more descriptors (%d clients, limit %d)"
            .formatted(taken, limit);
  }

  /** How often accepting has paused. */
  synchronized long pauses() {
    return pauses;
  }

  /**
   * First in the pipeline of a listening channel. What goes wrong in accept(2) for one client alone
   * has no say; what is left is that there are no descriptors or no memory.
   */
  private final class Exhaustion extends ChannelInboundHandlerAdapter {
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      if (cause instanceof IOException) {
        exhausted(ctx.channel());
      } else {
        ctx.fireExceptionCaught(cause);
      }
    }
  }
}
