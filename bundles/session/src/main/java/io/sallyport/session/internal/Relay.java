// SPDX-License-Identifier: Apache-2.0
package io.sallyport.session.internal;

import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/**
 * The two ends of a session, joined, until both are closed. Two {@link RelayLeg}s in their
 * pipelines carry what they read; where both ends are plain sockets a {@link SocketRelay} takes
 * over from them below. On the loop of both.
 */
final class Relay {

  /** By then what an outbound has read ahead, or an answer that did not fit, is delivered. */
  private static final int READS_BEFORE_TAKE_OVER = 4;

  private final LiveSession session;
  private final SessionManager manager;
  private final Traffic traffic;
  private final boolean datagrams;
  private final Channel client;
  private final Channel far;
  private final Throttles throttles;
  private @Nullable SocketRelay sockets;
  private int reads;
  private int outputsEnded;
  private int legsClosed;

  Relay(
      LiveSession session,
      SessionManager manager,
      Traffic traffic,
      boolean datagrams,
      Channel client,
      Channel far,
      Throttles throttles) {
    this.session = session;
    this.manager = manager;
    this.traffic = traffic;
    this.datagrams = datagrams;
    this.client = client;
    this.far = far;
    this.throttles = throttles;
  }

  void begin(Approach approach) {
    approach.handOver(this, far);
    if (!client.isActive() || !far.isActive()) {
      abort();
      return;
    }
    if (!takeOver()) {
      client.config().setAutoRead(!throttled(true));
      far.config().setAutoRead(true);
    }
  }

  Channel client() {
    return client;
  }

  Channel far() {
    return far;
  }

  // --- what is carried

  void relayed(boolean up, int bytes) {
    traffic.add(up, bytes);
    if (datagrams) {
      traffic.addPacket(up);
    }
    throttles.took(up, bytes);
  }

  /** Whether a direction waits until what it has carried is within its rate. */
  boolean throttled(boolean up) {
    return throttles.paused(up);
  }

  /** A leg has read and flushed: what could not be taken over at once may be by now. */
  void readComplete() {
    if (++reads == READS_BEFORE_TAKE_OVER && session.state() == LiveSession.State.ACTIVE) {
      takeOver();
    }
  }

  // --- below the pipelines

  /** Relays below the pipelines where that is possible; whether it may be. */
  private boolean takeOver() {
    if (throttles != Throttles.NONE || !TakeOver.fits(client, far)) {
      return false;
    }
    TakeOver.soon(this, manager.loop(client.eventLoop()));
    return true;
  }

  /** Whether its legs relay, or would if they read. */
  boolean byLegs() {
    return sockets == null && session.state() != LiveSession.State.CLOSED;
  }

  void bySockets(SocketRelay relay) {
    sockets = relay;
    if (session.state() == LiveSession.State.CLOSED) {
      relay.abort();
    }
  }

  boolean splices() {
    return manager.splices();
  }

  // --- how it ends

  void inputEnded() {
    session.halfClosed();
  }

  void outputEnded() {
    if (++outputsEnded == 2) {
      closeBoth();
    }
  }

  void legClosed() {
    if (++legsClosed == 2) {
      ended();
    }
  }

  /** Both ends are closed, or nothing more is to be heard of them. */
  void ended() {
    session.finish();
  }

  /** Closes both ends in order. */
  void close() {
    if (sockets != null) {
      sockets.end();
    } else {
      closeBoth();
    }
  }

  private void closeBoth() {
    client.close();
    far.close();
  }

  /** Resets both ends, where they are sockets. */
  void abort() {
    if (sockets != null) {
      sockets.abort();
    } else {
      RelayLeg.abort(client);
      RelayLeg.abort(far);
    }
  }
}
