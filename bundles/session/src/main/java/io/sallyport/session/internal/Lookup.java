// SPDX-License-Identifier: Apache-2.0
package io.sallyport.session.internal;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.sallyport.api.ConnectFailure;
import io.sallyport.api.Decision;
import io.sallyport.api.Destination;
import io.sallyport.api.Flow;
import io.sallyport.api.Inbound;
import io.sallyport.api.Isolation;
import io.sallyport.api.Outbound;
import io.sallyport.api.Policy;
import io.sallyport.api.Question;
import io.sallyport.api.Sniffed;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A question about a name or an address, put to the outbound that the policy chooses: a session
 * without a stream. Fails closed as sessions do. On one loop.
 *
 * @param <T> the answer
 */
final class Lookup<T> {

  /** What the outbound is asked. */
  interface Ask<T> {
    Future<T> of(Outbound outbound, Destination destination, Isolation isolation);
  }

  private final SessionManager manager;
  private final Flow flow;
  private final EventLoop loop;
  private final Ask<T> ask;
  private final Policy policy;
  private final Promise<T> answer;
  private @Nullable String outbound;
  private @Nullable String rule;

  Lookup(SessionManager manager, Inbound inbound, Flow flow, EventLoop loop, Ask<T> ask) {
    this.manager = manager;
    this.flow = flow;
    this.loop = loop;
    this.ask = ask;
    this.policy = inbound.policy();
    this.answer = loop.newPromise();
  }

  Future<T> begin() {
    var timeout =
        loop.schedule(
            () -> fail(ConnectFailure.Reason.TIMEOUT, "no answer within connect_timeout"),
            policy.limits().connectTimeout().toNanos(),
            TimeUnit.NANOSECONDS);
    answer.addListener(
        _ -> {
          timeout.cancel(false);
          manager.left(flow);
          count();
        });
    loop.execute(() -> decide(Question.about(flow)));
    return answer;
  }

  private void decide(Question question) {
    switch (policy.decide(question)) {
      case Decision.Route route -> route(route);
      case Decision.Reject reject -> {
        rule = reject.rule().tag();
        fail(
            reject.method() == Decision.Reject.Method.DROP
                ? ConnectFailure.Reason.DROPPED
                : ConnectFailure.Reason.REJECTED,
            "rejected by rule " + rule);
      }
      case Decision.HijackDns hijack -> {
        rule = hijack.rule().tag();
        fail(ConnectFailure.Reason.UNSUPPORTED, "no DNS service is installed");
      }
      // There are no bytes to look at, and there will be none.
      case Decision.Sniff sniff -> decide(question.sniffed(Sniffed.NOTHING, sniff));
      case Decision.Resolve resolve -> resolve(question, resolve);
    }
  }

  private void resolve(Question question, Decision.Resolve by) {
    if (!(by.options().apply(flow.destination()) instanceof Destination.Name name)) {
      decide(question.resolved(List.of(), by));
      return;
    }
    rule = by.rule().tag();
    var via = registered(by.outbound());
    if (via != null) {
      via.resolve(name.host(), by.family(), apart(), loop)
          .addListener(
              (Future<List<InetAddress>> found) ->
                  loop.execute(
                      () -> {
                        if (found.isSuccess()) {
                          decide(question.resolved(found.getNow(), by));
                        } else {
                          answer.tryFailure(SessionManager.failure(found.cause()));
                        }
                      }));
    }
  }

  private void route(Decision.Route route) {
    rule = route.rule().tag();
    outbound = route.outbound();
    var via = registered(route.outbound());
    if (via == null) {
      return;
    }
    try {
      ask.of(via, route.options().apply(flow.destination()), apart())
          .addListener((Future<T> done) -> answered(done));
    } catch (RuntimeException | LinkageError e) {
      manager.log().error("outbound {} threw instead of failing its future", outbound, e);
      fail(ConnectFailure.Reason.GENERAL, "the outbound broke");
    }
  }

  private void answered(Future<T> found) {
    if (found.isSuccess()) {
      answer.trySuccess(found.getNow());
    } else {
      answer.tryFailure(SessionManager.failure(found.cause()));
    }
  }

  private @Nullable Outbound registered(String tag) {
    var registered = manager.outbounds().get(tag);
    if (registered == null) {
      answer.tryFailure(OutboundRegistry.absent(tag));
      return null;
    }
    return registered.outbound();
  }

  private void fail(ConnectFailure.Reason reason, String why) {
    answer.tryFailure(new ConnectFailure(reason, why));
  }

  private void count() {
    var account = Account.open(manager.counters().cells(flow.origin(), outbound, rule));
    if (!answer.isSuccess()) {
      account.failed(SessionManager.failure(answer.cause()).reason());
    }
    account.close();
  }

  private Isolation apart() {
    return flow.isolatedBy(policy.isolate(flow)).apart();
  }
}
