// SPDX-License-Identifier: Apache-2.0
package io.sallyport.session.internal;

import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import io.sallyport.api.ConnectFailure;
import io.sallyport.api.Decision;
import io.sallyport.api.Destination;
import io.sallyport.api.Policy;
import io.sallyport.api.Question;
import io.sallyport.api.Sniffed;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks a policy until it gives a final decision, doing in between what it wants to know. */
final class Deciding {

  private final LiveSession session;
  private final Approach approach;
  private final Policy policy;
  private final EarlyBytes early;
  private final Channel client;
  private final boolean clientSpeaksFirst;
  private @Nullable Question question;
  private @Nullable SniffWait sniffing;

  Deciding(
      LiveSession session,
      Approach approach,
      Policy policy,
      EarlyBytes early,
      Channel client,
      boolean clientSpeaksFirst) {
    this.session = session;
    this.approach = approach;
    this.policy = policy;
    this.early = early;
    this.client = client;
    this.clientSpeaksFirst = clientSpeaksFirst;
  }

  void decide(Question next) {
    question = next;
    switch (policy.decide(next)) {
      case Decision.Route route -> approach.route(route);
      case Decision.Reject reject ->
          refuse(reject, reason(reject.method()), "rejected by rule " + reject.rule().tag());
      case Decision.HijackDns hijack ->
          refuse(hijack, ConnectFailure.Reason.UNSUPPORTED, "no DNS service is installed");
      // The acceptor's surplus comes right behind its call: look at it once it is here.
      case Decision.Sniff sniff -> {
        sniffing =
            new SniffWait(this, sniff, early, client, session.flow().network(), clientSpeaksFirst);
        client.eventLoop().execute(approach::firstBytes);
      }
      case Decision.Resolve resolve -> resolve(resolve);
    }
  }

  void firstBytes() {
    if (sniffing != null) {
      sniffing.look();
    }
  }

  void sniffed(Sniffed found, Decision.Sniff rule) {
    sniffing = null;
    if (session.deciding() && question != null) {
      session.sniffed(found);
      decide(question.sniffed(found, rule));
    }
  }

  private void resolve(Decision.Resolve rule) {
    var asked = rule.options().apply(session.flow().destination());
    if (!(asked instanceof Destination.Name name)) {
      found(List.of(), rule);
      return;
    }
    try {
      approach
          .resolver(rule.outbound())
          .resolve(
              name.host(),
              rule.family(),
              session.flow().isolatedBy(policy.isolate(session.flow())).apart(),
              client.eventLoop())
          .addListener(
              (Future<List<InetAddress>> answer) -> session.onLoop(() -> answered(answer, rule)));
    } catch (ConnectFailure e) {
      session.refused(rule.rule().tag(), e);
    }
  }

  private void answered(Future<List<InetAddress>> answer, Decision.Resolve rule) {
    if (!session.deciding()) {
      return;
    }
    if (answer.isSuccess()) {
      session.resolved(answer.getNow());
      found(answer.getNow(), rule);
    } else {
      // Going on without the addresses would pass by the rules that want them.
      session.refused(rule.rule().tag(), SessionManager.failure(answer.cause()));
    }
  }

  private void found(List<InetAddress> addresses, Decision.Resolve rule) {
    if (question != null) {
      decide(question.resolved(addresses, rule));
    }
  }

  private void refuse(Decision by, ConnectFailure.Reason reason, String why) {
    session.refused(by.rule().tag(), new ConnectFailure(reason, why));
  }

  private static ConnectFailure.Reason reason(Decision.Reject.Method method) {
    return switch (method) {
      case DEFAULT -> ConnectFailure.Reason.REJECTED;
      case DROP -> ConnectFailure.Reason.DROPPED;
    };
  }
}
