// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torclient.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.concurrent.Future;
import io.sallyport.testing.Await;
import io.sallyport.torclient.SocketDialer;
import io.sallyport.torclient.TorException;
import io.sallyport.torclient.circuit.Circuit;
import io.sallyport.torclient.circuit.CircuitFailure;
import io.sallyport.torclient.circuit.CircuitPath;
import io.sallyport.torclient.link.Link;
import io.sallyport.torclient.link.LinkPool;
import io.sallyport.torclient.link.LinkSettings;
import io.sallyport.torcore.cell.CellCommand;
import io.sallyport.torcore.cell.RelayCommand;
import io.sallyport.torcore.circuit.CircuitEvent.Cause;
import io.sallyport.torcore.circuit.CircuitParameters;
import io.sallyport.torcore.circuit.HopSpec;
import io.sallyport.torcore.circuit.StreamTarget;
import io.sallyport.torcore.fake.FakePath;
import io.sallyport.torcore.fake.FakePath.Message;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What one circuit suffers, its link and the circuits beside it do not. */
@Timeout(60)
class CircuitToHostileRelayTest {

  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final StreamTarget TARGET = new StreamTarget("www.example.com", 80, 0);

  private final SocketDialer dialer = new SocketDialer(1, Duration.ofSeconds(5));
  private final LinkPool pool =
      new LinkPool(dialer, LinkSettings.standard(HostileRelay.RANDOM, InstantSource.system()));
  private final HostileRelay relay = new HostileRelay(HostileRelay.honest());

  CircuitToHostileRelayTest() throws IOException {}

  @AfterEach
  void close() throws Exception {
    pool.close();
    dialer.close();
    relay.close();
  }

  /** The relay answers handshakes; with each message of a circuit this is done. */
  private Link behaves(Consumer<FakePath> onMade, MessageTaker taker) throws Exception {
    relay.does(
        connection ->
            connection
                .secure()
                .serve(
                    served -> served.circuits.values().forEach(path -> each(path, onMade, taker))));
    return pool.get(relay.endpoint()).get(10, TimeUnit.SECONDS);
  }

  /** The relay does the link handshake and nothing else. */
  private Link silent() throws Exception {
    relay.does(connection -> connection.secure().serve(served -> served.answers = false));
    return pool.get(relay.endpoint()).get(10, TimeUnit.SECONDS);
  }

  private interface MessageTaker {
    void take(FakePath path, Message message);
  }

  private static void each(FakePath path, Consumer<FakePath> onMade, MessageTaker taker) {
    onMade.accept(path);
    for (Message message = path.received.poll(); message != null; message = path.received.poll()) {
      taker.take(path, message);
    }
  }

  private Future<Circuit> build(Link link, int hops) throws Exception {
    var hop =
        HopSpec.of(
            HostileRelay.KEYS.identity(),
            relay.endpoint().addresses(),
            HostileRelay.KEYS.onion.publicKey(),
            Set.of());
    var path = new CircuitPath(relay.endpoint(), Collections.nCopies(hops, hop));
    var built = Circuit.build(link, path, CircuitParameters.DEFAULT, HostileRelay.RANDOM, PATIENCE);
    assertThat(built.await(10, TimeUnit.SECONDS)).isTrue();
    return built;
  }

  private Circuit built(Link link, int hops) throws Exception {
    Future<Circuit> circuit = build(link, hops);
    assertThat(circuit.cause()).isNull();
    return circuit.getNow();
  }

  private static void assertEmpty(Link link) {
    Await.until("no circuit is left on the link", () -> link.size() == 0);
    assertThat(link.isOpen()).isTrue();
  }

  @Test
  void aHopThatDoesNotAnswer() throws Exception {
    for (int answered = 0; answered < 3; answered++) {
      int last = answered;
      Link link =
          last == 0
              ? silent()
              : behaves(path -> path.answers = path.hops() < last, (path, message) -> {});
      Future<Circuit> circuit = build(link, 3);
      assertThat(circuit.cause()).isInstanceOf(CircuitFailure.class);
      var failure = (CircuitFailure) circuit.cause();
      assertThat(failure.isLate()).isTrue();
      assertThat(failure.hop()).isEqualTo(answered);
      assertEmpty(link);
      link.close().get(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void oneCircuitOfManyIsMarred() throws Exception {
    Link link =
        behaves(
            _ -> {},
            (path, message) -> {
              if (message.command() == RelayCommand.BEGIN) {
                path.send(2, RelayCommand.DATA, message.streamId(), (byte) 1);
              }
            });
    Circuit victim = built(link, 3);
    Circuit bystander = built(link, 3);
    var leg = victim.open(TARGET, link.loop());
    assertThat(leg.connected().await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(leg.connected().cause()).isInstanceOf(TorException.class);
    assertThat(victim.closed().get(10, TimeUnit.SECONDS).cause()).isEqualTo(Cause.VIOLATION);
    assertThat(bystander.isOpen()).isTrue();
    assertThat(link.isOpen()).isTrue();
    Await.until("no stream is left", () -> victim.streams() == 0);
    bystander.close();
    assertEmpty(link);
  }

  @Test
  void aStreamIsCutWhileDataFlows() throws Exception {
    Link link =
        behaves(
            _ -> {},
            (path, message) -> {
              if (message.command() == RelayCommand.BEGIN) {
                path.send(2, RelayCommand.CONNECTED, message.streamId());
                path.send(2, RelayCommand.DATA, message.streamId(), new byte[498]);
                path.raw(CellCommand.DESTROY, new byte[] {8});
              }
            });
    Circuit circuit = built(link, 3);
    var leg = circuit.open(TARGET, link.loop());
    leg.channel().config().setAutoRead(true);
    assertThat(leg.channel().closeFuture().await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(circuit.closed().get(10, TimeUnit.SECONDS).cause()).isEqualTo(Cause.DESTROYED);
    Await.until("no stream is left", () -> circuit.streams() == 0);
    assertEmpty(link);
  }

  @Test
  void theRelayHangsUpUnderItsCircuits() throws Exception {
    relay.does(
        connection ->
            connection
                .secure()
                .serve(
                    served -> {
                      if (served.circuits.values().stream().anyMatch(p -> !p.received.isEmpty())) {
                        throw new IOException("enough");
                      }
                    }));
    Link link = pool.get(relay.endpoint()).get(10, TimeUnit.SECONDS);
    var circuits = List.of(built(link, 3), built(link, 1), built(link, 2));
    var leg = circuits.getFirst().open(TARGET, link.loop());
    assertThat(leg.connected().await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(leg.connected().isSuccess()).isFalse();
    for (Circuit circuit : circuits) {
      assertThat(circuit.closed().get(10, TimeUnit.SECONDS).cause()).isEqualTo(Cause.LINK_CLOSED);
    }
    assertThat(link.closed().await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(link.size()).isZero();
    Await.until("the pool is empty", () -> pool.open().isEmpty());
  }

  @Test
  void noiseOnEveryCircuit() throws Exception {
    Link link =
        behaves(
            _ -> {},
            (path, message) -> {
              byte[] noise = new byte[509];
              HostileRelay.RANDOM.nextBytes(noise);
              path.raw(CellCommand.RELAY, noise);
            });
    for (int i = 0; i < 20; i++) {
      Circuit circuit = built(link, 1 + i % 3);
      circuit.openDirectory(link.loop());
      assertThat(circuit.closed().get(10, TimeUnit.SECONDS).cause()).isEqualTo(Cause.VIOLATION);
    }
    assertEmpty(link);
  }

  @Test
  void anExitThatAnswersNoLookup() throws Exception {
    Link link = behaves(_ -> {}, (path, message) -> {});
    Circuit circuit = built(link, 3);
    var answers = circuit.resolve("www.example.com", Duration.ofMillis(300));
    assertThat(answers.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(((TorException) answers.cause()).reason()).isEqualTo(TorException.Reason.TIMEOUT);
    assertThat(circuit.isOpen()).isTrue();
    Await.until("no stream is left", () -> circuit.streams() == 0);
  }
}
