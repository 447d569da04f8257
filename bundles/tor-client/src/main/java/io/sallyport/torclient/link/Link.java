// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torclient.link;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.sallyport.torclient.TorException;
import io.sallyport.torclient.TorException.Reason;
import io.sallyport.torcore.cell.CellOutput;
import io.sallyport.torcore.link.CircuitReceiver;
import io.sallyport.torcore.link.LinkCircuits;
import io.sallyport.torcore.link.LinkEstablished;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/**
 * An open link to a relay. Everything happens on its loop, except what says otherwise.
 *
 * <p>A link on which no circuit is left closes itself after a while. Until then it is found again
 * by its relay's identity ({@link LinkPool}).
 */
public final class Link {

  /** Length of {@link #scratch}: what fills the cells of one TLS record, in bytes. */
  public static final int SCRATCH = 31 * 498;

  private final Channel channel;
  private final LinkEstablished facts;
  private final LinkCircuits circuits;
  private final LinkOutput output;
  private final long idleNanos;
  private final byte[] scratch = new byte[SCRATCH];
  private final Queue<LinkUser> touched = new ArrayDeque<>();
  private final Set<LinkUser> waiting = new LinkedHashSet<>();
  private long idleSince = System.nanoTime();
  private volatile boolean retired;
  private volatile int size;

  Link(
      Channel channel,
      LinkEstablished facts,
      LinkCircuits circuits,
      LinkOutput output,
      Duration idle) {
    this.channel = channel;
    this.facts = facts;
    this.circuits = circuits;
    this.output = output;
    this.idleNanos = idle.toNanos();
    watchIdle(idleNanos);
  }

  /** The loop of this link and of all circuits on it. Any thread. */
  public EventLoop loop() {
    return channel.eventLoop();
  }

  /** What the handshake has proven. Any thread. */
  public LinkEstablished facts() {
    return facts;
  }

  /** The relay's address. Any thread. */
  public SocketAddress address() {
    return channel.remoteAddress();
  }

  /** Whether new circuits may be opened. Any thread; the answer may be old by then. */
  public boolean isOpen() {
    return !retired && channel.isActive();
  }

  /** How many circuits there are. Any thread. */
  public int size() {
    return size;
  }

  /** Completed when the link is gone. Any thread. */
  public Future<Void> closed() {
    return channel.closeFuture();
  }

  /** Where circuits write their cells. */
  public CellOutput output() {
    return output;
  }

  /** Room for whoever has the loop, until it lets go of it. */
  public byte[] scratch() {
    return scratch;
  }

  /** Whether cells with data should be sent now; others may always be. */
  public boolean isWritable() {
    return channel.isWritable();
  }

  /**
   * Opens a circuit with an id of its own.
   *
   * @throws TorException if the link is closed or full
   */
  public <C extends CircuitReceiver> C open(IntFunction<C> maker) throws TorException {
    if (!isOpen()) {
      throw new TorException(Reason.LINK, "the link to the relay is closed");
    }
    try {
      C circuit = circuits.open(maker);
      size = circuits.size();
      return circuit;
    } catch (IllegalStateException e) {
      throw new TorException(Reason.CIRCUIT, "the link to the relay has no room", e);
    }
  }

  /** Forgets a circuit that is over. */
  public void remove(int circuitId) {
    circuits.remove(circuitId);
    size = circuits.size();
    idleSince = System.nanoTime();
  }

  /** Calls the user back when the cells that came together have been dealt out. */
  public void touch(LinkUser user) {
    touched.add(user);
  }

  /** Calls the user back, once, when the link is writable. */
  public void awaitWritable(LinkUser user) {
    waiting.add(user);
  }

  /** Forgets a user. */
  public void forget(LinkUser user) {
    waiting.remove(user);
  }

  void readComplete() {
    for (var user = touched.poll(); user != null; user = touched.poll()) {
      user.readComplete();
    }
    output.flush();
  }

  void writabilityChanged() {
    if (!channel.isWritable() || waiting.isEmpty()) {
      return;
    }
    var turn = new ArrayDeque<>(waiting);
    waiting.clear();
    for (var user : turn) {
      user.writable();
    }
  }

  void gone() {
    retired = true;
    output.close();
    circuits.linkClosed();
    size = 0;
    touched.clear();
    waiting.clear();
  }

  /** Opens no circuit any more, and closes when the last one is gone. Any thread. */
  public void retire() {
    retired = true;
    loop()
        .execute(
            () -> {
              if (circuits.size() == 0) {
                channel.close();
              }
            });
  }

  /** Closes it and with it all of its circuits. Any thread. */
  public Future<Void> close() {
    retired = true;
    return channel.close();
  }

  private void watchIdle(long nanos) {
    loop()
        .schedule(
            () -> {
              if (!channel.isActive()) {
                return;
              }
              long idle = circuits.size() > 0 ? 0 : System.nanoTime() - idleSince;
              if (idle >= idleNanos || retired && circuits.size() == 0) {
                close();
              } else {
                watchIdle(idleNanos - idle);
              }
            },
            nanos,
            TimeUnit.NANOSECONDS);
  }
}
