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
import io.sallyport.api.Policy;
import io.sallyport.api.Question;
import io.sallyport.api.RouteOptions;
import io.sallyport.api.Session;
import io.sallyport.api.Sniffed;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One session from its acceptance to its end; everything but reads happens on its loop. */
final class LiveSession implements Session {

  /** By then what an outbound has read ahead, or an answer that did not fit, is delivered. */
  private static final int READS_BEFORE_TAKE_OVER = 4;

  private final SessionManager manager;
  private final Inbound inbound;
  private final Channel client;
  private final Answer answer;
  private final EventLoop loop;
  private final EarlyBytes early;
  private final Deciding deciding;
  private final Dialling dialling;
  private final Deadline deadline;
  private final Instant started = Instant.now();
  private final Ageing ageing;
  private final Traffic traffic = new Traffic();

  private Policy policy;
  private @Nullable Account account;
  private volatile @Nullable Duration connected;
  private ConnectFailure.@Nullable Reason failure;
  private @Nullable Channel far;
  private int reads;
  private @Nullable SocketRelay sockets;
  private Throttles throttles = Throttles.NONE;
  private int outputsEnded;
  private int legsClosed;

  private volatile State state = State.DECIDING;
  private volatile Flow flow;
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
    this.answer = answer;
    this.loop = client.eventLoop();
    this.policy = inbound.policy();
    this.ageing = new Ageing(policy.limits(), flow.network());
    this.early = new EarlyBytes(this);
    this.deadline = new Deadline(loop, this::fail);
    this.dialling = new Dialling(this, client, answer, asked, manager.log());
    this.deciding = new Deciding(this, policy, early, client, answer.clientSpeaksFirst());
  }

  void begin() {
    client.pipeline().addLast(early);
    deadline.set(policy.limits().connectTimeout(), "not connected within connect_timeout");
    deciding.decide(Question.about(flow));
  }

  /** More of what the client says first is here, or the client has ended its input. */
  void firstBytes() {
    if (state == State.DECIDING) {
      deciding.firstBytes();
    } else if (state == State.CONNECTING) {
      dialling.clientStirred(early.ended());
    }
  }

  boolean deciding() {
    return state == State.DECIDING;
  }

  Outbound resolver(String tag) throws ConnectFailure {
    var registered = manager.outbounds().get(tag);
    if (registered == null) {
      throw OutboundRegistry.absent(tag);
    }
    return registered.outbound();
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

  // --- connecting

  void route(Decision.Route route) {
    ruleTag = route.rule().tag();
    outboundTag = route.outbound();
    var options = route.options();
    if (options.connectTimeout() instanceof Duration timeout) {
      deadline.set(timeout, "not connected within connect_timeout");
    }
    var ownIdle = flow.network() == Network.TCP ? options.idleTimeout() : options.udpTimeout();
    if (ownIdle != null) {
      ageing.idleTimeout(ownIdle);
    }
    var registered = manager.outbounds().get(route.outbound());
    if (registered == null) {
      fail(OutboundRegistry.absent(route.outbound()));
      return;
    }
    if (flow.network() == Network.UDP && !registered.udp()) {
      fail(
          new ConnectFailure(
              ConnectFailure.Reason.UNSUPPORTED, route.outbound() + " does not carry UDP"));
      return;
    }
    state = State.CONNECTING;
    outbound = registered.outbound();
    account = openAccount();
    dialling.dial(registered.outbound(), outgoing(options));
  }

  private Flow outgoing(RouteOptions options) {
    var destination = options.apply(flow.destination());
    var to = destination.equals(flow.destination()) ? flow : flow.to(destination);
    return to.isolatedBy(policy.isolate(flow));
  }

  /** From now on it is the peer of a BIND that takes its time. */
  void peerAwaited() {
    deadline.set(manager.bindTimeout(), "no peer came within bind_timeout");
  }

  boolean connecting() {
    return state == State.CONNECTING;
  }

  void join(Channel opened) {
    deadline.cancel();
    far = opened;
    connected = Duration.ofNanos(ageing.age());
    if (account != null) {
      account.connected(connected.toNanos());
    }
    state = State.ACTIVE;
    throttles = Throttles.of(manager.rates(), inbound, flow, client, opened);
    var toFar = new RelayLeg(this, opened, true);
    answer.connected(dialling.bound(opened));
    if (dialling.readdressing() instanceof Readdressing readdressing) {
      opened.pipeline().addLast(readdressing);
    }
    opened.pipeline().addLast(new RelayLeg(this, client, false));
    client.pipeline().addLast(toFar);
    early.count();
    early.drainTo(opened);
    client.pipeline().remove(early);
    opened.flush();
    if (early.ended()) {
      toFar.inputEnded();
    }
    if (!client.isActive() || !opened.isActive()) {
      abort();
      return;
    }
    if (!takeOver()) {
      client.config().setAutoRead(!throttled(true));
      opened.config().setAutoRead(true);
    }
  }

  // --- relaying, called by the legs

  void relayed(boolean up, int bytes) {
    traffic.add(up, bytes);
    if (flow.network() == Network.UDP) {
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
    if (++reads == READS_BEFORE_TAKE_OVER && state == State.ACTIVE) {
      takeOver();
    }
  }

  /** Relays below the pipelines where that is possible; whether it may be. */
  private boolean takeOver() {
    if (throttles != Throttles.NONE || far == null || !SocketRelay.fits(client, far)) {
      return false;
    }
    SocketRelay.takeOver(this, manager.loop(loop), client, far);
    return true;
  }

  /** Whether its legs relay, or would if they read. */
  boolean relaysByLegs() {
    return sockets == null && state != State.CLOSED;
  }

  boolean splices() {
    return manager.splices();
  }

  void relaysBy(SocketRelay relay) {
    sockets = relay;
    if (state == State.CLOSED) {
      relay.abort();
    }
  }

  void relayEnded() {
    finish();
  }

  void inputEnded(boolean up) {
    if (state == State.ACTIVE) {
      state = State.HALF_CLOSED;
    }
  }

  void outputEnded() {
    if (++outputsEnded == 2) {
      client.close();
      Objects.requireNonNull(far).close();
    }
  }

  void legClosed() {
    if (++legsClosed == 2) {
      finish();
    }
  }

  /** The client has closed while nothing is joined yet. */
  void clientGone() {
    if (state == State.DECIDING || state == State.CONNECTING) {
      fail(new ConnectFailure(ConnectFailure.Reason.CANCELLED, "the client went away"));
    }
  }

  // --- sweeping and ending

  void sweep(long now) {
    if (account != null) {
      account.count(traffic);
    }
    if (far == null) {
      return;
    }
    ageing.keepAlive(now, client, far);
    if (state == State.DRAINING && ageing.drained(now)) {
      abort();
    } else if (silent(now) || ageing.outlived(now, policy)) {
      expire(far);
    } else if (inbound.policy() != policy) {
      policyChanged(inbound.policy());
    }
  }

  private boolean silent(long now) {
    return ageing.silent(now, traffic) && !throttled(true) && !throttled(false);
  }

  private void expire(Channel opened) {
    if (sockets != null) {
      sockets.end();
    } else {
      client.close();
      opened.close();
    }
  }

  private void policyChanged(Policy current) {
    policy = current;
    manager.rates().of(inbound, flow, true);
    manager.rates().of(inbound, flow, false);
    if (!current.limits().interruptExistConnections()) {
      return;
    }
    boolean same =
        current.decide(new Question(flow, sniffed, flow.resolved(), RouteOptions.NONE, 0))
                instanceof Decision.Route route
            && route.outbound().equals(outboundTag);
    if (!same) {
      abort();
    }
  }

  /** The outbound that carries this session was taken away. */
  void outboundGone(Outbound gone, String provider) {
    if (outbound != gone) {
      return;
    }
    onLoop(
        () -> {
          if (state == State.CONNECTING) {
            fail(OutboundRegistry.absent(String.valueOf(outboundTag)));
          } else if (state == State.ACTIVE || state == State.HALF_CLOSED) {
            var limits = inbound.policy().limits();
            if (limits.interruptExistConnections() || limits.drainTimeout().isZero()) {
              abort();
            } else {
              state = State.DRAINING;
              ageing.drain(limits.drainTimeout(), provider);
            }
          }
        });
  }

  /**
   * An outbound is there: again, if of the same version, for a session that drains for want of it.
   */
  void outboundThere(String tag, String provider, Outbound there) {
    if (tag.equals(outboundTag)) {
      onLoop(
          () -> {
            if (state == State.DRAINING && ageing.drainsFor(provider)) {
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
          if (state == State.DECIDING || state == State.CONNECTING) {
            fail(new ConnectFailure(ConnectFailure.Reason.CANCELLED, "closed by the operator"));
          } else if (far != null) {
            abort();
          }
        });
  }

  private void abort() {
    if (sockets != null) {
      sockets.abort();
      return;
    }
    RelayLeg.abort(client);
    RelayLeg.abort(Objects.requireNonNull(far));
  }

  void fail(ConnectFailure failure) {
    if (state == State.CLOSED) {
      return;
    }
    if (account == null) {
      account = openAccount();
    }
    account.failed(failure.reason());
    this.failure = failure.reason();
    finish();
    dialling.cancel();
    if (client.pipeline().context(early) != null) {
      client.pipeline().remove(early);
    }
    answer.failed(failure);
  }

  private Account openAccount() {
    return Account.open(manager.counters().cells(flow.origin(), outboundTag, ruleTag));
  }

  private void finish() {
    if (state == State.CLOSED) {
      return;
    }
    state = State.CLOSED;
    deadline.cancel();
    if (account != null) {
      account.count(traffic);
      account.close();
    }
    manager.ended(this);
  }

  void onLoop(Runnable task) {
    if (loop.inEventLoop()) {
      task.run();
    } else {
      loop.execute(task);
    }
  }

  /** Why it was not served; null if it was. */
  ConnectFailure.@Nullable Reason failure() {
    return failure;
  }

  EventLoop loop() {
    return loop;
  }

  // --- what others may read

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
    return Duration.ofNanos(Math.max(0, System.nanoTime() - traffic.last()));
  }

  @Override
  public long up() {
    return traffic.up();
  }

  @Override
  public long down() {
    return traffic.down();
  }

  @Override
  public long upPackets() {
    return traffic.upPackets();
  }

  @Override
  public long downPackets() {
    return traffic.downPackets();
  }

  @Override
  public @Nullable Duration connected() {
    return connected;
  }
}
