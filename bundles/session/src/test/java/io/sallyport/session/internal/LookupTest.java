// SPDX-License-Identifier: Apache-2.0
package io.sallyport.session.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.sallyport.api.AddressFamily;
import io.sallyport.api.ConnectFailure;
import io.sallyport.api.ConnectFailure.Reason;
import io.sallyport.api.Decision;
import io.sallyport.api.Destination;
import io.sallyport.api.Flow;
import io.sallyport.api.Isolation;
import io.sallyport.api.Network;
import io.sallyport.api.Origin;
import io.sallyport.api.Outbound;
import io.sallyport.api.Policy;
import io.sallyport.api.RouteOptions;
import io.sallyport.api.Sniffed;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Names and addresses that clients ask for: decided, counted, and closed where in doubt. */
@Timeout(30)
class LookupTest {

  private static final Decision.Rule RULE = new Decision.Rule(0, "names");

  private final Far far = new Far();
  private Gate gate;

  @BeforeEach
  void open() throws Exception {
    gate = new Gate();
    gate.sessions.addOutbound(FakeReference.tagged("far"), far);
  }

  @AfterEach
  void close() throws Exception {
    gate.close();
  }

  private static final class Far implements Outbound {
    @Override
    public Future<Channel> connect(Flow flow, EventLoop loop) {
      throw new AssertionError("nobody asked to connect");
    }

    private final List<Isolation> behalf = new CopyOnWriteArrayList<>();

    @Override
    public Future<List<InetAddress>> resolve(
        String name, AddressFamily family, Isolation isolation, EventLoop loop) {
      behalf.add(isolation);
      return name.equals("slow.test")
          ? loop.newPromise()
          : loop.newSucceededFuture(List.of(InetAddress.getLoopbackAddress()));
    }

    @Override
    public Future<String> reverse(InetAddress address, Isolation isolation, EventLoop loop) {
      behalf.add(isolation);
      return loop.newSucceededFuture("name-of-" + address.getHostAddress());
    }
  }

  private void decide(Decision decision) {
    gate.policy = Gate.policy(Gate.LIMITS, _ -> decision);
  }

  private static Flow flow(String host) {
    var origin = new Origin("gate", "fake", null, new InetSocketAddress("127.0.0.1", 1), null);
    return Flow.open(Network.TCP, origin, Destination.of(host, 0));
  }

  private <T> Future<T> done(Future<T> answer) throws InterruptedException {
    // As a listener, for an acceptor is one too: by then it is counted and its place is free.
    var heard = new CountDownLatch(1);
    answer.addListener(_ -> heard.countDown());
    assertThat(heard.await(10, TimeUnit.SECONDS)).isTrue();
    return answer;
  }

  private Future<List<InetAddress>> resolve(String name) throws InterruptedException {
    return done(
        gate.sessions.resolve(gate, flow(name), AddressFamily.PREFER_IPV4, gate.group.next()));
  }

  private static Reason reason(Future<?> answer) {
    return ((ConnectFailure) answer.cause()).reason();
  }

  @Test
  void theOutboundOfThePolicyAnswersAndItIsCounted() throws Exception {
    decide(new Decision.Route(RULE, "far", RouteOptions.NONE));
    assertThat(resolve("a.test").getNow()).containsExactly(InetAddress.getLoopbackAddress());
    var reverse = gate.sessions.reverse(gate, flow("192.0.2.1"), gate.group.next());
    assertThat(done(reverse).getNow()).isEqualTo("name-of-192.0.2.1");

    assertThat(far.behalf)
        .as("lookups share no more than streams do")
        .containsExactly(Gate.ISOLATION, Gate.ISOLATION);
    var count = gate.sessions.counts().getFirst();
    assertThat(count.outbound()).isEqualTo("far");
    assertThat(count.rule()).isEqualTo("names");
    assertThat(count.total()).isEqualTo(2);
    assertThat(count.active()).isZero();
  }

  @Test
  void whoIsRefusedLearnsNothing() throws Exception {
    decide(new Decision.Reject(RULE, Decision.Reject.Method.DEFAULT));
    assertThat(reason(resolve("a.test"))).isEqualTo(Reason.REJECTED);
    decide(new Decision.Reject(RULE, Decision.Reject.Method.DROP));
    assertThat(reason(resolve("a.test"))).isEqualTo(Reason.DROPPED);
    decide(new Decision.Route(RULE, "absent", RouteOptions.NONE));
    assertThat(reason(resolve("a.test"))).isEqualTo(Reason.OUTBOUND_UNAVAILABLE);
    decide(new Decision.Route(RULE, "direct", RouteOptions.NONE));
    assertThat(reason(resolve("a.test"))).isEqualTo(Reason.UNSUPPORTED);
  }

  @Test
  void rulesThatWantToSeeMoreAreGoneThrough() throws Exception {
    gate.policy =
        Gate.policy(
            Gate.LIMITS,
            question -> {
              if (question.sniffed() == null) {
                return new Decision.Sniff(
                    RULE, RouteOptions.NONE, Set.of(Sniffed.Protocol.TLS), Duration.ofSeconds(1));
              }
              return question.resolved().isEmpty()
                  ? new Decision.Resolve(RULE, RouteOptions.NONE, "far", AddressFamily.PREFER_IPV4)
                  : new Decision.Route(RULE, "far", RouteOptions.NONE);
            });
    assertThat(resolve("a.test").getNow()).hasSize(1);
    assertThat(far.behalf).containsExactly(Gate.ISOLATION, Gate.ISOLATION);
  }

  @Test
  void anOutboundThatNeverAnswersIsGivenUp() throws Exception {
    var limits = Gate.LIMITS;
    gate.policy =
        new Policy() {
          private final Policy inner =
              Gate.policy(limits, _ -> new Decision.Route(RULE, "far", RouteOptions.NONE));

          @Override
          public Decision decide(io.sallyport.api.Question question) {
            return inner.decide(question);
          }

          @Override
          public Explanation explain(io.sallyport.api.Question question) {
            return inner.explain(question);
          }

          @Override
          public Set<String> outbounds() {
            return inner.outbounds();
          }

          @Override
          public List<RuleText> rules() {
            return inner.rules();
          }

          @Override
          public Limits limits() {
            return new Limits(
                1, 0, Duration.ofMillis(50), Duration.ZERO, Duration.ZERO, Duration.ZERO, false);
          }
        };
    assertThat(reason(resolve("slow.test"))).isEqualTo(Reason.TIMEOUT);
    // And its place is free again: there is only one.
    assertThat(resolve("a.test").isSuccess()).isTrue();
  }
}
