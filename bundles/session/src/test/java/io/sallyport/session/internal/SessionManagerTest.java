// SPDX-License-Identifier: Apache-2.0
package io.sallyport.session.internal;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.sallyport.api.AddressFamily;
import io.sallyport.api.ConnectFailure;
import io.sallyport.api.ConnectFailure.Reason;
import io.sallyport.api.Decision;
import io.sallyport.api.Destination;
import io.sallyport.api.FirstWords;
import io.sallyport.api.Flow;
import io.sallyport.api.Outbound;
import io.sallyport.api.Policy;
import io.sallyport.api.RouteOptions;
import io.sallyport.api.Session;
import io.sallyport.api.Sniffed;
import io.sallyport.testing.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SessionManagerTest {

  private Gate gate;

  @BeforeEach
  void open() throws Exception {
    gate = new Gate();
  }

  @AfterEach
  void close() throws Exception {
    gate.close();
  }

  @Test
  void anOutboundMaySendAheadWhatTheClientHasSaid() throws Exception {
    var taken = new LinkedBlockingQueue<String>();
    gate.sessions.addOutbound(
        FakeReference.tagged("ahead"),
        new Outbound() {
          @Override
          public Future<Channel> connect(Flow flow, EventLoop loop) {
            throw new AssertionError("the first words are asked for");
          }

          @Override
          public Future<Channel> connect(Flow flow, FirstWords first, EventLoop loop) {
            Promise<Channel> opened = loop.newPromise();
            loop.execute(
                () -> {
                  var words = first.take();
                  taken.add(words.toString(US_ASCII));
                  taken.add(first.take().toString(US_ASCII));
                  gate.dial(flow, loop)
                      .addListener(
                          (Future<Channel> dialled) -> {
                            dialled.getNow().write(words);
                            opened.setSuccess(dialled.getNow());
                          });
                });
            return opened;
          }
        });
    gate.policy =
        Gate.policy(
            Gate.LIMITS,
            _ -> new Decision.Route(new Decision.Rule(0, "ahead"), "ahead", RouteOptions.NONE));
    gate.surplus = "early ".getBytes(US_ASCII);
    var client = gate.joined();
    client.getOutputStream().write("late".getBytes(US_ASCII));
    var far = gate.accepted();
    assertThat(new String(far.getInputStream().readNBytes(10), US_ASCII)).isEqualTo("early late");
    assertThat(taken).containsExactly("early ", "");
    client.shutdownOutput();
    far.close();
    Await.until("all of it is counted", () -> gate.sessions.counts().getFirst().up() >= 10);
    assertThat(gate.sessions.counts().getFirst().up()).isEqualTo(10);
  }

  @Test
  void bytesCrossBothWaysAndAreCounted() throws Exception {
    var client = gate.joined();
    var server = gate.accepted();

    client.getOutputStream().write("to the far end".getBytes(US_ASCII));
    assertThat(server.getInputStream().readNBytes(14))
        .asString(US_ASCII)
        .isEqualTo("to the far end");
    server.getOutputStream().write("back".getBytes(US_ASCII));
    assertThat(client.getInputStream().readNBytes(4)).asString(US_ASCII).isEqualTo("back");

    var session = onlySession();
    Await.until("both ways are counted", () -> session.up() == 14 && session.down() == 4);
    assertThat(session.state()).isEqualTo(Session.State.ACTIVE);
    assertThat(session.outbound()).isEqualTo("direct");
    client.close();
    server.close();
    Await.until("no session is left", () -> gate.sessions.live().isEmpty());
    var count = gate.sessions.counts().getFirst();
    assertThat(count.total()).isEqualTo(1);
    assertThat(count.active()).isZero();
    assertThat(count.up()).isEqualTo(14);
    assertThat(count.down()).isEqualTo(4);
  }

  @Test
  void aSlowReaderSlowsTheWriterAndLosesNothing() throws Exception {
    var client = gate.joined();
    var server = gate.accepted();
    byte[] sent = new byte[24 << 20];
    new Random(1).nextBytes(sent);
    var writer =
        CompletableFuture.runAsync(
            () -> {
              try {
                server.getOutputStream().write(sent);
                server.shutdownOutput();
              } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            });

    // Nobody reads: what is under way stays within socket buffers and water marks.
    var session = onlySession();
    Await.until(
        "it is idle for 300 ms", () -> session.idle().compareTo(Duration.ofMillis(300)) > 0);
    assertThat(session.down()).isLessThan(sent.length);
    assertThat(writer).isNotDone();

    assertThat(client.getInputStream().readAllBytes()).isEqualTo(sent);
    writer.get(10, TimeUnit.SECONDS);
  }

  @Test
  void anEndOfInputIsPassedOnAndTheOtherDirectionLivesOn() throws Exception {
    var client = gate.joined();
    var server = gate.accepted();

    client.getOutputStream().write("question".getBytes(US_ASCII));
    client.shutdownOutput();
    assertThat(server.getInputStream().readAllBytes()).asString(US_ASCII).isEqualTo("question");
    assertThat(onlySession().state()).isEqualTo(Session.State.HALF_CLOSED);
    server.getOutputStream().write("answer".getBytes(US_ASCII));
    server.close();

    assertThat(client.getInputStream().readAllBytes()).asString(US_ASCII).isEqualTo("answer");
    Await.until("no session is left", () -> gate.sessions.live().isEmpty());
  }

  @Test
  void aResetOfTheFarEndReachesTheClientAsAReset() throws Exception {
    var client = gate.joined();
    var server = gate.accepted();
    server.setSoLinger(true, 0);
    server.close();

    assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
    Await.until("no session is left", () -> gate.sessions.live().isEmpty());
  }

  @Test
  void aResetOfTheClientReachesTheFarEndAsAReset() throws Exception {
    var client = gate.joined();
    var server = gate.accepted();
    client.setSoLinger(true, 0);
    client.close();

    assertThatThrownBy(() -> server.getInputStream().read()).isInstanceOf(SocketException.class);
  }

  @Test
  void whatTheAcceptorHasReadTooMuchGoesFirst() throws Exception {
    gate.surplus = "early ".getBytes(US_ASCII);
    var client = gate.joined();
    client.getOutputStream().write("late".getBytes(US_ASCII));
    client.shutdownOutput();

    assertThat(gate.accepted().getInputStream().readAllBytes())
        .asString(US_ASCII)
        .isEqualTo("early late");
    assertThat(onlySession().up()).isEqualTo(10);
  }

  @Test
  void anAbsentOutboundBlocks() throws Exception {
    gate.policy = Gate.policy(Gate.LIMITS, _ -> Gate.route("tor"));
    gate.client();

    assertThat(gate.failure().reason()).isEqualTo(Reason.OUTBOUND_UNAVAILABLE);
    var count = gate.sessions.counts().getFirst();
    assertThat(count.outbound()).isEqualTo("tor");
    assertThat(count.failed()).containsEntry(Reason.OUTBOUND_UNAVAILABLE, 1L);
  }

  @Test
  void anOutboundThatThrowsFailsItsSessionOnly() throws Exception {
    gate.register(
        "broken",
        (_, _) -> {
          throw new IllegalStateException("a bug");
        });
    gate.policy = Gate.policy(Gate.LIMITS, _ -> Gate.route("broken"));
    gate.client();
    assertThat(gate.failure().reason()).isEqualTo(Reason.GENERAL);

    gate.policy = Gate.policy(Gate.LIMITS, _ -> Gate.route("direct"));
    gate.joined();
  }

  @Test
  void aStreamOnAnotherLoopIsRefusedAndClosed() throws Exception {
    var opened = new CompletableFuture<Channel>();
    gate.register(
        "stray",
        (flow, loop) -> {
          EventLoop other = gate.group.next();
          while (other == loop) {
            other = gate.group.next();
          }
          return gate.dial(flow, other).addListener(f -> opened.complete((Channel) f.getNow()));
        });
    gate.policy = Gate.policy(Gate.LIMITS, _ -> Gate.route("stray"));
    gate.client();

    assertThat(gate.failure().getMessage()).contains("another event loop");
    assertThat(opened.get(5, TimeUnit.SECONDS).closeFuture().await(5, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void connectTimeoutEndsTheAttemptAndAStreamThatComesTooLateIsClosed() throws Exception {
    var late = new CompletableFuture<Promise<Channel>>();
    gate.register(
        "late",
        (_, loop) -> {
          // An outbound that does not heed cancellation.
          Promise<Channel> promise = loop.newPromise();
          promise.setUncancellable();
          late.complete(promise);
          return promise;
        });
    gate.policy = Gate.policy(with(Duration.ofMillis(200), null), _ -> Gate.route("late"));
    gate.client();

    assertThat(gate.failure().reason()).isEqualTo(Reason.TIMEOUT);
    var flow = gate.served.take();
    var loop = gate.group.next();
    var stream = gate.dial(flow, loop).sync().getNow();
    late.get().setSuccess(stream);
    assertThat(stream.closeFuture().await(5, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void closingASessionThatConnectsCancelsTheAttempt() throws Exception {
    var dialling = new CompletableFuture<Promise<Channel>>();
    gate.register(
        "slow",
        (_, loop) -> {
          Promise<Channel> promise = loop.newPromise();
          dialling.complete(promise);
          return promise;
        });
    gate.policy = Gate.policy(Gate.LIMITS, _ -> Gate.route("slow"));
    gate.client();
    var promise = dialling.get(5, TimeUnit.SECONDS);
    onlySession().close();

    Await.until("the attempt is cancelled", promise::isCancelled);
    assertThat(gate.failure().reason()).isEqualTo(Reason.CANCELLED);
  }

  @Test
  void limitsHoldAndAreFreedAgain() throws Exception {
    gate.policy =
        Gate.policy(
            new Policy.Limits(
                1, 0, Duration.ofSeconds(5), Duration.ZERO, Duration.ZERO, Duration.ZERO, false),
            _ -> Gate.route("direct"));
    var first = gate.joined();
    gate.client();
    assertThat(gate.failure().reason()).isEqualTo(Reason.LIMIT);
    first.close();
    gate.accepted().close();
    Await.until("no session is left", () -> gate.sessions.live().isEmpty());
    gate.joined();

    gate.policy =
        Gate.policy(
            new Policy.Limits(
                0, 1, Duration.ofSeconds(5), Duration.ZERO, Duration.ZERO, Duration.ZERO, false),
            _ -> Gate.route("direct"));
    gate.client();
    assertThat(gate.failure().getMessage()).contains("max_connections_per_source (1)");
  }

  @Test
  void sessionsOfAnInboundShareItsRate() throws Exception {
    gate.policy = Gate.policy(paced(0, 1 << 20, 0, Duration.ZERO), _ -> Gate.route("direct"));
    var clients = List.of(gate.joined(), gate.joined());
    long begun = System.nanoTime();
    for (int i = 0; i < clients.size(); i++) {
      var server = gate.accepted();
      Thread.ofVirtual()
          .start(
              () -> {
                try {
                  server.getOutputStream().write(new byte[400 << 10]);
                } catch (IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              });
    }
    for (var client : clients) {
      assertThat(client.getInputStream().readNBytes(400 << 10)).hasSize(400 << 10);
    }
    // 800 KiB at 1 MiB/s less a burst of 100 ms and what the last reads run ahead.
    assertThat(System.nanoTime() - begun).isBetween(450_000_000L, 4_000_000_000L);
    clients.getFirst().getOutputStream().write(new byte[64 << 10]);
  }

  @Test
  void newSessionsComeAtTheirRate() throws Exception {
    gate.policy = Gate.policy(paced(0, 0, 1, Duration.ZERO), _ -> Gate.route("direct"));
    gate.joined();
    gate.client();
    assertThat(gate.failure().getMessage()).contains("max_connection_rate (1)");
  }

  @Test
  void aLifeEndsHoweverBusy() throws Exception {
    gate.policy = Gate.policy(paced(0, 0, 0, Duration.ofMillis(100)), _ -> Gate.route("direct"));
    var client = gate.joined();
    assertThat(client.getInputStream().read()).isEqualTo(-1);
    Await.until("no session is left", () -> gate.sessions.live().isEmpty());
  }

  private static Policy.Limits paced(long up, long down, int arrivals, Duration lifetime) {
    var common = Gate.LIMITS;
    return new Policy.Limits(
        0,
        0,
        common.connectTimeout(),
        common.idleTimeout(),
        common.udpTimeout(),
        common.drainTimeout(),
        false,
        up,
        down,
        arrivals,
        lifetime);
  }

  @Test
  void silenceEndsASession() throws Exception {
    gate.policy = Gate.policy(with(null, Duration.ofMillis(100)), _ -> Gate.route("direct"));
    var client = gate.joined();
    assertThat(client.getInputStream().read()).isEqualTo(-1);
    Await.until("no session is left", () -> gate.sessions.live().isEmpty());
  }

  @Test
  void sessionsOfAnOutboundThatIsTakenAwayDrain() throws Exception {
    var outbound = gate.register("hot", gate::dial);
    gate.policy = Gate.policy(Gate.LIMITS, _ -> Gate.route("hot"));
    var client = gate.joined();
    var server = gate.accepted();

    gate.sessions.removeOutbound(FakeReference.tagged("hot"), outbound);

    var session = onlySession();
    Await.until("the session drains", () -> session.state() == Session.State.DRAINING);
    client.getOutputStream().write('x');
    assertThat(server.getInputStream().read()).isEqualTo('x');
    gate.client();
    assertThat(gate.failure().reason()).isEqualTo(Reason.OUTBOUND_UNAVAILABLE);
  }

  @Test
  void sessionsOfAnOutboundThatIsTakenAwayEndAtOnceWhereThePolicySaysSo() throws Exception {
    Outbound outbound = gate.register("hot", gate::dial);
    gate.policy = Gate.policy(interrupting(), _ -> Gate.route("hot"));
    var client = gate.joined();

    gate.sessions.removeOutbound(FakeReference.tagged("hot"), outbound);

    assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
  }

  @Test
  void aChangedPolicyCutsOnlyWhatItWouldSendElsewhere() throws Exception {
    gate.policy = Gate.policy(interrupting(), _ -> Gate.route("direct"));
    var client = gate.joined();
    var server = gate.accepted();
    var session = onlySession();

    gate.policy = Gate.policy(interrupting(), _ -> Gate.route("direct"));
    // A sweep has passed when the shared counters show the byte.
    server.getOutputStream().write('x');
    Await.until("the byte is counted", () -> gate.sessions.counts().getFirst().down() == 1);
    assertThat(session.state()).isEqualTo(Session.State.ACTIVE);

    gate.policy = Gate.policy(interrupting(), _ -> Gate.route("block"));
    assertThat(client.getInputStream().read()).isEqualTo('x');
    assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
  }

  @Test
  void sniffingWaitsForAClientThatSpeaksFirst() throws Exception {
    gate.clientSpeaksFirst = true;
    sniffThen("www.example.org");
    var client = gate.client();
    client.getOutputStream().write("GET / HTTP/1.1\r\n".getBytes(US_ASCII));
    client.getOutputStream().write("Host: www.example.org\r\n\r\n".getBytes(US_ASCII));

    assertThat(client.getInputStream().read()).isEqualTo('+');
    assertThat(gate.accepted().getInputStream().readNBytes(16))
        .asString(US_ASCII)
        .isEqualTo("GET / HTTP/1.1\r\n");
  }

  @Test
  void sniffingNeverWaitsForAClientThatWaitsItself() throws Exception {
    sniffThen("www.example.org");
    gate.client();
    assertThat(gate.failure().reason()).isEqualTo(Reason.REJECTED);

    gate.surplus = "GET / HTTP/1.1\r\nHost: www.example.org\r\n\r\n".getBytes(US_ASCII);
    gate.joined();
  }

  @Test
  void aSilentClientThatShouldSpeakFirstIsDecidedAtTheTimeout() throws Exception {
    gate.clientSpeaksFirst = true;
    sniffThen("www.example.org");
    gate.client();
    assertThat(gate.failure().reason()).isEqualTo(Reason.REJECTED);
  }

  @Test
  void resolvedAddressesReachPolicyAndOutboundAndFailureToResolveBlocks() throws Exception {
    gate.destination = new Destination.Name("db.example", gate.target.getLocalPort());
    var seen = new CompletableFuture<List<InetAddress>>();
    var ip = InetAddress.getByName("127.0.0.1");
    Outbound resolving =
        new Outbound() {
          @Override
          public io.netty.util.concurrent.Future<Channel> connect(Flow flow, EventLoop loop) {
            seen.complete(flow.resolved());
            return gate.dial(
                flow.to(
                    new Destination.Address(flow.resolved().getFirst(), flow.destination().port())),
                loop);
          }

          @Override
          public io.netty.util.concurrent.Future<List<InetAddress>> resolve(
              String name, AddressFamily family, EventLoop loop) {
            return name.equals("db.example")
                ? loop.newSucceededFuture(List.of(ip))
                : loop.newFailedFuture(new ConnectFailure(Reason.NAME_NOT_FOUND, name));
          }
        };
    gate.sessions.addOutbound(FakeReference.tagged("resolving"), resolving);
    var rule = new Decision.Rule(0, "resolve");
    gate.policy =
        Gate.policy(
            Gate.LIMITS,
            q ->
                q.from() == 0
                    ? new Decision.Resolve(
                        rule, RouteOptions.NONE, "resolving", AddressFamily.PREFER_IPV4)
                    : Gate.route(q.resolved().contains(ip) ? "resolving" : "block"));
    gate.joined();
    assertThat(seen.get(5, TimeUnit.SECONDS)).containsExactly(ip);

    gate.destination = new Destination.Name("gone.example", 80);
    gate.client();
    assertThat(gate.failure().reason()).isEqualTo(Reason.NAME_NOT_FOUND);
  }

  @Test
  void anInventedAddressIsItsNameAgainBeforePolicySeesIt() throws Exception {
    gate.sessions.addNameMap(
        address -> address.getHostAddress().equals("198.18.0.7") ? "hidden.onion" : null);
    gate.destination = Destination.of("198.18.0.7", 443);
    var seen = new CompletableFuture<Destination>();
    gate.policy =
        Gate.policy(
            Gate.LIMITS,
            q -> {
              seen.complete(q.flow().destination());
              return new Decision.Reject(Decision.Rule.FINAL, Decision.Reject.Method.DROP);
            });
    gate.client();

    assertThat(seen.get(5, TimeUnit.SECONDS)).isEqualTo(new Destination.Name("hidden.onion", 443));
    assertThat(gate.failure().reason()).isEqualTo(Reason.DROPPED);
  }

  @Test
  void anOperatorClosesASession() throws Exception {
    var client = gate.joined();
    onlySession().close();
    assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
    Await.until("no session is left", () -> gate.sessions.live().isEmpty());
  }

  @Test
  void stoppingEndsWhatDoesNotEndByItselfAndTakesNothingNew() throws Exception {
    var client = gate.joined();
    gate.sessions.stop();
    assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
    gate.client();
    assertThat(gate.failure().reason()).isEqualTo(Reason.LIMIT);
  }

  @Test
  void theHigherRankingOfTwoOutboundsWithOneTagIsUsed() {
    var registry = new OutboundRegistry();
    Outbound low = (_, loop) -> loop.newPromise();
    Outbound high = (_, loop) -> loop.newPromise();
    var lowRef = new FakeReference(0, FakeReference.tagged("x").properties());
    var highRef = new FakeReference(5, FakeReference.tagged("x").properties());
    registry.put(highRef, high);
    registry.put(lowRef, low);
    assertThat(registry.all().get("x").outbound()).isSameAs(high);
    registry.remove(highRef);
    assertThat(registry.all().get("x").outbound()).isSameAs(low);
  }

  private void sniffThen(String host) {
    var rule = new Decision.Rule(0, "sniff");
    gate.policy =
        Gate.policy(
            Gate.LIMITS,
            q -> {
              if (q.from() == 0) {
                return new Decision.Sniff(
                    rule, RouteOptions.NONE, Set.of(Sniffed.Protocol.HTTP), Duration.ofMillis(300));
              }
              return q.sniffed() != null && host.equals(q.sniffed().domain())
                  ? Gate.route("direct")
                  : new Decision.Reject(Decision.Rule.FINAL, Decision.Reject.Method.DEFAULT);
            });
  }

  private static Policy.Limits interrupting() {
    return new Policy.Limits(
        0,
        0,
        Duration.ofSeconds(5),
        Duration.ofMinutes(5),
        Duration.ofMinutes(5),
        Duration.ofSeconds(30),
        true);
  }

  private static Policy.Limits with(Duration connect, Duration idle) {
    var l = Gate.LIMITS;
    return new Policy.Limits(
        0,
        0,
        connect == null ? l.connectTimeout() : connect,
        idle == null ? l.idleTimeout() : idle,
        l.udpTimeout(),
        l.drainTimeout(),
        false);
  }

  private Session onlySession() {
    assertThat(gate.sessions.live()).hasSize(1);
    return gate.sessions.live().iterator().next();
  }
}
