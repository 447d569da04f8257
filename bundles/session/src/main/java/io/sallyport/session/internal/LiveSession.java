// SPDX-License-Identifier: Apache-2.0
package io.sallyport.session.internal;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.sallyport.api.Answer;
import io.sallyport.api.ConnectFailure;
import io.sallyport.api.Decision;
import io.sallyport.api.Destination;
import io.sallyport.api.Flow;
import io.sallyport.api.Inbound;
import io.sallyport.api.Network;
import io.sallyport.api.Outbound;
import io.sallyport.api.Session;
import io.sallyport.api.Sniffed;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One session from its acceptance to its end: its state, what is known of it, and the parts that it
 * goes through: an {@link Approach}, then a {@link Relay} with its {@link Upkeep}. Everything but
 * reads happens on its loop.
 */
final class LiveSession implements Session {

  private final SessionManager manager;
  private final Inbound inbound;
  private final Channel client;
  private final EventLoop loop;
  private final Instant started = Instant.now();
  private final Books books;
  private final Upkeep upkeep;
  private final Approach approach;
  private @Nullable Relay relay;
  private ConnectFailure.@Nullable Reason failure;

  private volatile State state = State.DECIDING;
  private volatile Flow flow;
  private volatile @Nullable Duration connected;
  private volatile @Nullable String outboundTag;
  private volatile @Nullable Outbound outbound;
  private volatile @Nullable String ruleTag;
  private volatile @Nullable Sniffed sniffed;

  /**
   * @param asked the destination that the client named, whatever the flow's is by now
   */
  LiveSession(
      SessionManager manager,
      Inbound inbound,
      Flow flow,
      Destination asked,
      Channel client,
      Answer answer) {
    this.manager = manager;
    this.inbound = inbound;
    this.flow = flow;
    this.client = client;
    this.loop = client.eventLoop();
    var policy = inbound.policy();
    this.books = new Books(manager.counters());
    this.upkeep = new Upkeep(this, manager.rates(), inbound, policy);
    this.approach = new Approach(this, manager, policy, asked, client, answer);
  }

  void begin() {
    approach.begin();
  }

  // --- its approach

  boolean deciding() {
    return state == State.DECIDING;
  }

  boolean connecting() {
    return state == State.CONNECTING;
  }

  void resolved(List<InetAddress> addresses) {
    flow = flow.resolvedTo(addresses);
  }

  void sniffed(Sniffed found) {
    sniffed = found;
  }

  /** The policy refuses, or could not be asked to the end. */
  void refused(String rule, ConnectFailure failure) {
    ruleTag = rule;
    fail(failure);
  }

  void routed(Decision.Route route) {
    ruleTag = route.rule().tag();
    outboundTag = route.outbound();
    var options = route.options();
    var ownIdle = flow.network() == Network.TCP ? options.idleTimeout() : options.udpTimeout();
    if (ownIdle != null) {
      upkeep.idleTimeout(ownIdle);
    }
  }

  void connectsBy(Outbound via) {
    state = State.CONNECTING;
    outbound = via;
    books.open(flow.origin(), outboundTag, ruleTag);
  }

  // --- its relay

  void join(Channel far) {
    approach.deadlineMet();
    var throttles = Throttles.of(manager.rates(), inbound, flow, client, far);
    boolean datagrams = flow.network() == Network.UDP;
    var joined = new Relay(this, manager, books.traffic(), datagrams, client, far, throttles);
    relay = joined;
    var age = upkeep.age();
    connected = age;
    books.connected(age);
    state = State.ACTIVE;
    joined.begin(approach);
  }

  void halfClosed() {
    if (state == State.ACTIVE) {
      state = State.HALF_CLOSED;
    }
  }

  /** Whether it is being relayed, and by an outbound that is there. */
  boolean mayDrain() {
    return state == State.ACTIVE || state == State.HALF_CLOSED;
  }

  void drains() {
    state = State.DRAINING;
  }

  // --- what comes from outside

  void sweep(long now) {
    books.count();
    if (relay != null) {
      upkeep.sweep(now, relay);
    }
  }

  /** An outbound was taken away, perhaps the one that carries this session. Any thread. */
  void outboundGone(Outbound gone, String provider) {
    if (outbound == gone) {
      onLoop(() -> upkeep.outboundGone(provider, relay));
    }
  }

  /**
   * An outbound is there: again, if of the same version, for a session that drains for want of it.
   * Any thread.
   */
  void outboundThere(String tag, String provider, Outbound there) {
    if (tag.equals(outboundTag)) {
      onLoop(
          () -> {
            if (upkeep.drainedFor(provider)) {
              state = State.ACTIVE;
              outbound = there;
            }
          });
    }
  }

  @Override
  public void close() {
    onLoop(
        () -> {
          if (deciding() || connecting()) {
            fail(new ConnectFailure(ConnectFailure.Reason.CANCELLED, "closed by the operator"));
          } else if (relay != null) {
            relay.abort();
          }
        });
  }

  // --- its end

  void fail(ConnectFailure why) {
    if (state == State.CLOSED) {
      return;
    }
    books.open(flow.origin(), outboundTag, ruleTag);
    books.failed(why.reason());
    failure = why.reason();
    finish();
    approach.failed(why);
  }

  void finish() {
    if (state == State.CLOSED) {
      return;
    }
    state = State.CLOSED;
    approach.deadlineMet();
    books.close();
    manager.ended(this);
  }

  void onLoop(Runnable task) {
    if (loop.inEventLoop()) {
      task.run();
    } else {
      loop.execute(task);
    }
  }

  // --- what others may read

  EventLoop loop() {
    return loop;
  }

  Traffic traffic() {
    return books.traffic();
  }

  /** Why it was not served; null if it was. */
  ConnectFailure.@Nullable Reason failure() {
    return failure;
  }

  @Override
  public Flow flow() {
    return flow;
  }

  @Override
  public State state() {
    return state;
  }

  @Override
  public @Nullable String outbound() {
    return outboundTag;
  }

  @Override
  public @Nullable String rule() {
    return ruleTag;
  }

  @Override
  public @Nullable Sniffed sniffed() {
    return sniffed;
  }

  @Override
  public Instant started() {
    return started;
  }

  @Override
  public Duration idle() {
    return Duration.ofNanos(Math.max(0, System.nanoTime() - traffic().last()));
  }

  @Override
  public long up() {
    return traffic().up();
  }

  @Override
  public long down() {
    return traffic().down();
  }

  @Override
  public long upPackets() {
    return traffic().upPackets();
  }

  @Override
  public long downPackets() {
    return traffic().downPackets();
  }

  @Override
  public @Nullable Duration connected() {
    return connected;
  }
}
