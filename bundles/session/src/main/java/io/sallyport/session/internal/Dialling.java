// SPDX-License-Identifier: Apache-2.0
package io.sallyport.session.internal;

import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import io.sallyport.api.Answer;
import io.sallyport.api.BindAnswer;
import io.sallyport.api.ConnectFailure;
import io.sallyport.api.Destination;
import io.sallyport.api.Flow;
import io.sallyport.api.Network;
import io.sallyport.api.Outbound;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;
import org.osgi.service.log.Logger;

/** What a session asks of its outbound: a stream, a way for datagrams, or a peer that comes. */
final class Dialling {

  private final LiveSession session;
  private final Approach approach;
  private final Channel client;
  private final Answer answer;
  private final Destination asked;
  private final Logger log;
  private @Nullable Future<Channel> attempt;
  private @Nullable BindWait binding;
  private @Nullable Readdressing readdressing;

  /**
   * @param asked the destination that the client named, whatever the flow's is by now
   */
  Dialling(
      LiveSession session,
      Approach approach,
      Channel client,
      Answer answer,
      Destination asked,
      Logger log) {
    this.session = session;
    this.approach = approach;
    this.client = client;
    this.answer = answer;
    this.asked = asked;
    this.log = log;
  }

  void dial(Outbound via, Flow outgoing) {
    try {
      attempt = open(via, outgoing);
    } catch (RuntimeException | LinkageError e) {
      // An outbound is somebody else's code: its accident must not become ours.
      log.error("outbound {} threw instead of failing its future", session.outbound(), e);
      session.fail(new ConnectFailure(ConnectFailure.Reason.GENERAL, "the outbound broke", e));
      return;
    }
    attempt.addListener((Future<Channel> done) -> session.onLoop(() -> dialled(done)));
  }

  private Future<Channel> open(Outbound via, Flow outgoing) {
    if (outgoing.network() == Network.UDP) {
      if (!outgoing.destination().equals(asked)) {
        readdressing = new Readdressing(asked, outgoing.destination());
      }
      return via.associate(outgoing, session.loop());
    }
    if (answer instanceof BindAnswer bind) {
      binding = new BindWait(session, approach, client, bind);
      return binding.on(via.listen(outgoing, session.loop()));
    }
    return via.connect(outgoing, approach::firstWords, session.loop());
  }

  private void dialled(Future<Channel> done) {
    if (!session.connecting()) {
      if (done.isSuccess()) {
        done.getNow().close();
      }
    } else if (!done.isSuccess()) {
      session.fail(SessionManager.failure(done.cause()));
    } else if (done.getNow().eventLoop() != session.loop()) {
      done.getNow().close();
      session.fail(
          new ConnectFailure(
              ConnectFailure.Reason.GENERAL,
              "outbound " + session.outbound() + " opened its stream on another event loop"));
    } else {
      session.join(done.getNow());
    }
  }

  /** What the client is told to be connected to: the outbound's own end, or the peer that came. */
  SocketAddress bound(Channel opened) {
    return binding != null ? opened.remoteAddress() : opened.localAddress();
  }

  /** What stands before the relay at the far end; null if nothing need. */
  @Nullable Readdressing readdressing() {
    return readdressing;
  }

  /** The client has said something, or ended its output, before it is joined. */
  void clientStirred(boolean ended) {
    if (binding != null) {
      binding.clientStirred(ended);
    }
  }

  void cancel() {
    if (attempt != null) {
      attempt.cancel(false);
    }
  }
}
