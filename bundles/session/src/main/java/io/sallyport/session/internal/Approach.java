// SPDX-License-Identifier: Apache-2.0
package io.sallyport.session.internal;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.sallyport.api.Answer;
import io.sallyport.api.ConnectFailure;
import io.sallyport.api.Decision;
import io.sallyport.api.Destination;
import io.sallyport.api.Flow;
import io.sallyport.api.Network;
import io.sallyport.api.Outbound;
import io.sallyport.api.Policy;
import io.sallyport.api.Question;
import io.sallyport.api.RouteOptions;
import java.time.Duration;

/**
 * The way of a session to its far end: the policy decides, an outbound is asked, and all of it
 * before one deadline. What the client says meanwhile is kept. On the session's loop.
 */
final class Approach {

  private final LiveSession session;
  private final SessionManager manager;
  private final Policy policy;
  private final Channel client;
  private final Answer answer;
  private final EarlyBytes early;
  private final Deadline deadline;
  private final Dialling dialling;
  private final Deciding deciding;

  /**
   * @param asked the destination that the client named, whatever the flow's is by now
   */
  Approach(
      LiveSession session,
      SessionManager manager,
      Policy policy,
      Destination asked,
      Channel client,
      Answer answer) {
    this.session = session;
    this.manager = manager;
    this.policy = policy;
    this.client = client;
    this.answer = answer;
    this.early = new EarlyBytes(this);
    this.deadline = new Deadline(client.eventLoop(), session::fail);
    this.dialling = new Dialling(session, this, client, answer, asked, manager.log());
    this.deciding = new Deciding(session, this, policy, early, client, answer.clientSpeaksFirst());
  }

  void begin() {
    client.pipeline().addLast(early);
    deadline.set(policy.limits().connectTimeout(), "not connected within connect_timeout");
    deciding.decide(Question.about(session.flow()));
  }

  // --- the client meanwhile

  /** More of what the client says first is here, or the client has ended its input. */
  void firstBytes() {
    if (session.deciding()) {
      deciding.firstBytes();
    } else if (session.connecting()) {
      dialling.clientStirred(early.ended());
    }
  }

  /** What the client has said so far is the outbound's now. */
  ByteBuf firstWords() {
    return early.take();
  }

  /** The client says more than is kept for anybody. */
  void tooMuch() {
    session.close();
  }

  void clientGone() {
    if (session.deciding() || session.connecting()) {
      session.fail(new ConnectFailure(ConnectFailure.Reason.CANCELLED, "the client went away"));
    }
  }

  // --- what the policy says

  Outbound resolver(String tag) throws ConnectFailure {
    var registered = manager.outbounds().get(tag);
    if (registered == null) {
      throw OutboundRegistry.absent(tag);
    }
    return registered.outbound();
  }

  void route(Decision.Route route) {
    var options = route.options();
    session.routed(route);
    if (options.connectTimeout() instanceof Duration timeout) {
      deadline.set(timeout, "not connected within connect_timeout");
    }
    var registered = manager.outbounds().get(route.outbound());
    if (registered == null) {
      session.fail(OutboundRegistry.absent(route.outbound()));
    } else if (session.flow().network() == Network.UDP && !registered.udp()) {
      session.fail(
          new ConnectFailure(
              ConnectFailure.Reason.UNSUPPORTED, route.outbound() + " does not carry UDP"));
    } else {
      session.connectsBy(registered.outbound());
      dialling.dial(registered.outbound(), outgoing(options));
    }
  }

  private Flow outgoing(RouteOptions options) {
    var flow = session.flow();
    var destination = options.apply(flow.destination());
    var to = destination.equals(flow.destination()) ? flow : flow.to(destination);
    return to.isolatedBy(policy.isolate(flow));
  }

  /** From now on it is the peer of a BIND that takes its time. */
  void peerAwaited() {
    deadline.set(manager.bindTimeout(), "no peer came within bind_timeout");
  }

  // --- its end

  void deadlineMet() {
    deadline.cancel();
  }

  /** Puts the client and the far end together: from here on {@code relay} has them. */
  void handOver(Relay relay, Channel far) {
    var toFar = new RelayLeg(relay, far, true);
    answer.connected(dialling.bound(far));
    if (dialling.readdressing() instanceof Readdressing readdressing) {
      far.pipeline().addLast(readdressing);
    }
    far.pipeline().addLast(new RelayLeg(relay, client, false));
    client.pipeline().addLast(toFar);
    early.drainTo(far, relay);
    client.pipeline().remove(early);
    far.flush();
    if (early.ended()) {
      toFar.inputEnded();
    }
  }

  /** Nothing came of it; the client is told so last, for it may begin anew at once. */
  void failed(ConnectFailure failure) {
    dialling.cancel();
    if (client.pipeline().context(early) != null) {
      client.pipeline().remove(early);
    }
    answer.failed(failure);
  }
}
