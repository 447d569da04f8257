// SPDX-License-Identifier: Apache-2.0
package io.sallyport.dns.internal;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.sallyport.api.AddressFamily;
import io.sallyport.api.ConnectFailure;
import io.sallyport.api.Network;
import io.sallyport.api.Origin;
import io.sallyport.dns.internal.config.RuleSpec;
import io.sallyport.dns.internal.fakeip.FakeIpPools;
import io.sallyport.dns.internal.server.Ask;
import io.sallyport.dns.internal.server.Counters;
import io.sallyport.dns.internal.server.Counters.Count;
import io.sallyport.dns.internal.server.DnsServer;
import io.sallyport.dns.internal.server.Ground;
import io.sallyport.dns.internal.wire.Answer;
import io.sallyport.dns.internal.wire.Question;
import io.sallyport.dns.internal.wire.SvcbFilter;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** From a question to its outcome: rules, then one server after the other. */
final class Lookups {

  private static final int NXDOMAIN = 3;
  private static final int NOTIMP = 4;
  private static final int REFUSED = 5;

  private final AnswerCache cache;
  private final Counters counters;
  private final FakeIpPools pools;

  /** Equal questions to one server that are under way: asked once. */
  private final Map<AnswerCache.Key, Promise<Answer>> underWay = new ConcurrentHashMap<>();

  Lookups(AnswerCache cache, Counters counters, FakeIpPools pools) {
    this.cache = cache;
    this.counters = counters;
    this.pools = pools;
  }

  static ConnectFailure failure(String message) {
    return new ConnectFailure(ConnectFailure.Reason.RESOLVE_FAILED, message);
  }

  /** Begins; done at once where nobody need be asked. */
  Future<Outcome> begin(Generation now, Ask ask, Network network, Origin origin, EventLoop loop) {
    var question = ask.question();
    var spec = now.plan().fakeIp();
    var special =
        SpecialNames.answer(question, pools::isFake, pools::nameOf, spec == null ? 0 : spec.ttl());
    if (special != null) {
      return loop.newSucceededFuture(new Outcome(special, "reserved"));
    }
    var verdict = now.rules().decide(question, network, origin);
    return switch (verdict.action()) {
      case RuleSpec.Silence _ -> {
        counters.add(Count.DROPPED);
        yield loop.newSucceededFuture(new Outcome(null, 0, rule(verdict)));
      }
      case RuleSpec.Code(int rcode) -> {
        counters.add(Count.REJECTED);
        yield loop.newSucceededFuture(new Outcome(Answer.empty(rcode, 0), rule(verdict)));
      }
      case RuleSpec.Ask to -> {
        var withheld = withheld(now, question, verdict.onPurpose());
        if (withheld != null) {
          yield loop.newSucceededFuture(new Outcome(withheld, "withheld"));
        }
        // RFC 7686 §2: whatever rules say, only a fake address may stand for it.
        String fake = question.isUnder("onion") ? now.fakeTag() : null;
        var servers = fake == null ? to.servers() : List.of(fake);
        yield new Run(now, ask, servers, to, loop).begin();
      }
    };
  }

  private static String rule(RuleBook.Verdict verdict) {
    return verdict.rule() < 0 ? "final" : "rules[" + verdict.rule() + "]";
  }

  /** What is answered without a server although a rule names one; null if it may be asked. */
  private static @Nullable Answer withheld(Generation now, Question question, boolean onPurpose) {
    int type = question.type();
    if (question.isUnder("onion") && (!question.wantsAddress() || now.fakeTag() == null)) {
      return Answer.empty(question.wantsAddress() ? NXDOMAIN : 0, 0);
    }
    if (type == Question.AXFR || type == Question.IXFR) {
      return Answer.empty(REFUSED, 0);
    }
    if (!onPurpose && (type == Question.HTTPS || type == Question.SVCB)) {
      return Answer.empty(0, 0);
    }
    // RFC 8482: no more than must be said.
    if (!onPurpose && type == Question.ANY) {
      return Answer.empty(NOTIMP, 0);
    }
    var family = now.plan().strategy();
    boolean unwanted =
        type == Question.AAAA && family == AddressFamily.IPV4_ONLY
            || type == Question.A && family == AddressFamily.IPV6_ONLY;
    return unwanted ? Answer.empty(0, 0) : null;
  }

  /** One question on its way through some servers. */
  private final class Run {

    private final Generation now;
    private final Ask ask;
    private final List<String> tags;
    private final RuleSpec.Ask how;
    private final EventLoop loop;
    private final Promise<Outcome> done;

    Run(Generation now, Ask ask, List<String> tags, RuleSpec.Ask how, EventLoop loop) {
      this.now = now;
      this.ask = ask;
      this.tags = tags;
      this.how = how;
      this.loop = loop;
      this.done = loop.newPromise();
    }

    Future<Outcome> begin() {
      next(0);
      return done;
    }

    private void next(int index) {
      String tag = tags.get(index);
      var server = Objects.requireNonNull(now.servers().get(tag), tag);
      var key = new AnswerCache.Key(tag, ask);
      boolean cached = server.isCacheable() && !how.disableCache();
      var kept = cached ? cache.find(key) : null;
      if (kept != null) {
        counters.add(Count.CACHE_HITS);
        end(kept.answer(), kept.age(), tag + ", cached");
        return;
      }
      var asked = cached ? coalesced(server, key) : asked(server);
      if (asked.isDone()) {
        heard(asked, index);
      } else {
        asked.addListener((Future<Answer> answer) -> heard(answer, index));
      }
    }

    private Future<Answer> asked(DnsServer server) {
      counters.add(Count.ASKED);
      return server.ask(ask, loop);
    }

    private Future<Answer> coalesced(DnsServer server, AnswerCache.Key key) {
      Promise<Answer> mine = loop.newPromise();
      var other = underWay.putIfAbsent(key, mine);
      if (other != null) {
        counters.add(Count.COALESCED);
        Ground.pass(other, mine);
        return mine;
      }
      asked(server)
          .addListener(
              (Future<Answer> answer) -> {
                if (answer.isSuccess()) {
                  cache.put(key, lifetime(answer.getNow()));
                }
                underWay.remove(key, mine);
                if (answer.isSuccess()) {
                  mine.trySuccess(answer.getNow());
                } else {
                  mine.tryFailure(answer.cause());
                }
              });
      return mine;
    }

    private Answer lifetime(Answer answer) {
      var ttl = how.rewriteTtl();
      return ttl == null || answer.lifetime() == 0 ? answer : answer.livingFor(ttl);
    }

    private void heard(Future<Answer> asked, int index) {
      boolean last = index + 1 == tags.size();
      if (asked.isSuccess() && isFinal(asked.getNow())) {
        end(asked.getNow(), 0, tags.get(index));
        return;
      }
      counters.add(Count.SERVER_FAILURES);
      if (!last) {
        next(index + 1);
      } else if (stale() instanceof Answer old) {
        counters.add(Count.CACHE_STALE);
        end(old, 0, "cache, out of date");
      } else if (asked.isSuccess()) {
        end(asked.getNow(), 0, tags.get(index));
      } else {
        done.tryFailure(asked.cause());
      }
    }

    private boolean isFinal(Answer answer) {
      return answer.rcode() == 0 || answer.rcode() == NXDOMAIN;
    }

    private @Nullable Answer stale() {
      for (String tag : tags) {
        if (cache.stale(new AnswerCache.Key(tag, ask)) instanceof Answer old) {
          return old;
        }
      }
      return null;
    }

    private void end(Answer heard, int age, String by) {
      int type = ask.question().type();
      boolean service = type == Question.HTTPS || type == Question.SVCB;
      var answer = service ? SvcbFilter.of(heard, ask.question()) : heard;
      var ttl = how.rewriteTtl();
      done.trySuccess(
          ttl == null ? new Outcome(answer, age, by) : new Outcome(answer.withTtl(ttl), age, by));
    }
  }
}
