// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torclient.circuit;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.concurrent.Future;
import io.sallyport.testing.Await;
import io.sallyport.torclient.IsolationKey;
import io.sallyport.torclient.SocketDialer;
import io.sallyport.torclient.TorException;
import io.sallyport.torclient.TorException.Reason;
import io.sallyport.torclient.hostile.HostileRelay;
import io.sallyport.torclient.link.LinkPool;
import io.sallyport.torclient.link.LinkSettings;
import io.sallyport.torcore.fake.FakePath;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The manager over real links to a relay on loopback, with paths by script. */
@Timeout(60)
class CircuitManagerTest {

  private static final Duration LONG = Duration.ofMinutes(10);

  private final SocketDialer dialer = new SocketDialer(1, Duration.ofSeconds(5));
  private final LinkPool links =
      new LinkPool(dialer, LinkSettings.standard(HostileRelay.RANDOM, InstantSource.system()));
  private final HostileRelay relay = new HostileRelay(HostileRelay.honest());
  private final ScriptedPaths paths = new ScriptedPaths(relay.endpoint());
  private @Nullable CircuitManager manager;

  CircuitManagerTest() throws IOException {}

  @AfterEach
  void close() throws Exception {
    if (manager != null) {
      manager.close();
    }
    links.close();
    dialer.close();
    relay.close();
  }

  private CircuitManager manager(
      Duration build, int attempts, Duration dirtiness, int ready, int most) {
    var settings =
        new CircuitSettings(build, attempts, dirtiness, LONG, ready, 6, most, HostileRelay.RANDOM);
    var made = new CircuitManager(links, paths, settings, dialer.loop());
    manager = made;
    return made;
  }

  private CircuitManager usual(int ready) {
    return manager(Duration.ofSeconds(20), 1, LONG, ready, 100);
  }

  private static ExitNeed of(String who) {
    return new ExitNeed(80, false, IsolationKey.of(who), Set.of());
  }

  private static Circuit get(CircuitManager manager, String who) throws Exception {
    return manager.get(of(who)).get(20, TimeUnit.SECONDS);
  }

  private static Reason refused(Future<Circuit> circuit) throws InterruptedException {
    assertThat(circuit.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(circuit.cause()).isInstanceOf(TorException.class);
    return ((TorException) circuit.cause()).reason();
  }

  @Test
  void differentIsolationNeverSharesACircuit() throws Exception {
    for (int ready : new int[] {0, 3}) {
      try (var closing = new Closing(usual(ready))) {
        var pending = new ArrayList<java.util.Map.Entry<String, Future<Circuit>>>();
        for (int round = 0; round < 4; round++) {
          for (int who = 0; who < 10; who++) {
            var name = "user" + who;
            pending.add(java.util.Map.entry(name, closing.manager.get(of(name))));
          }
        }
        var owners = new HashMap<Circuit, String>();
        for (var one : pending) {
          var circuit = one.getValue().get(20, TimeUnit.SECONDS);
          assertThat(owners.computeIfAbsent(circuit, _ -> one.getKey())).isEqualTo(one.getKey());
        }
        assertThat(owners).as("and the same isolation shares one").hasSize(10);
      }
    }
  }

  private record Closing(CircuitManager manager) implements AutoCloseable {
    @Override
    public void close() {
      manager.close();
    }
  }

  @Test
  void unusedCircuitsAreHeldReadyAndTakenOnce() throws Exception {
    var circuits = usual(1);
    var first = get(circuits, "one");
    Await.until("a spare circuit", () -> circuits.open().size() >= 2);
    var spare = new ArrayList<>(circuits.open());
    spare.remove(first);
    var second = get(circuits, "two");
    assertThat(spare).containsExactly(second);
    assertThat(get(circuits, "three")).isNotIn(first, second);
    assertThat(get(circuits, "two")).isSameAs(second);
  }

  @Test
  void forEveryKindOfExitThatWasAskedForSomeAreHeldReadyAndNotTooMany() throws Exception {
    paths.byPort = true;
    var circuits = usual(2);
    get(circuits, "one"); // port 80, and 443 is expected anyway
    Await.until("spare circuits of both kinds", () -> circuits.open().size() >= 5);
    for (int port = 1000; port < 1010; port++) {
      var need = new ExitNeed(port, false, IsolationKey.of("one"), Set.of());
      circuits.get(need).get(20, TimeUnit.SECONDS);
    }
    Await.until("six spare circuits", () -> circuits.open().size() >= 11 + 6);
    // Two of each kind would be 24; six may be unused at a time.
    assertThat(circuits.open()).hasSize(17);
    var asked = new java.util.ArrayList<Integer>();
    paths.asked.forEach(need -> asked.add(need.port()));
    assertThat(asked).hasSize(17);
    assertThat(java.util.Collections.frequency(asked, 443)).isEqualTo(2);
    assertThat(java.util.Collections.frequency(asked, 80)).isEqualTo(3);
  }

  @Test
  void afterANewIdentityNoOldCircuitIsUsed() throws Exception {
    var circuits = usual(0);
    var before = get(circuits, "one");
    circuits.retireAll();
    assertThat(get(circuits, "one")).isNotSameAs(before);
  }

  @Test
  void aCircuitThatFailedAStreamAndOneThatIsTooOldTakeNoMore() throws Exception {
    var circuits = usual(0);
    var failing = get(circuits, "one");
    circuits.retire(failing);
    var next = get(circuits, "one");
    assertThat(next).isNotSameAs(failing);
    assertThat(get(circuits, "one")).isSameAs(next);
    circuits.close();
    var hasty = manager(Duration.ofSeconds(20), 1, Duration.ZERO, 0, 100);
    assertThat(get(hasty, "one")).isNotSameAs(get(hasty, "one"));
  }

  @Test
  void aCircuitIsBuiltAndNobodyIsBlamed() throws Exception {
    get(usual(0), "one");
    assertThat(paths.succeeded).hasValue(1);
    assertThat(paths.failed).isEmpty();
  }

  @Test
  void theFirstHopIsBlamedIfItIsSilentOrCannotBeReached() throws Exception {
    relay.does(connection -> connection.secure().serve(served -> served.answers = false));
    var circuits = manager(Duration.ofMillis(300), 2, LONG, 0, 100);
    assertThat(refused(circuits.get(of("one")))).isEqualTo(Reason.CIRCUIT);
    assertThat(paths.failed).containsExactly(0, 0);
    for (var link : links.open()) {
      link.close().get(10, TimeUnit.SECONDS);
    }
    relay.close();
    assertThat(refused(circuits.get(of("one")))).isEqualTo(Reason.CIRCUIT);
    assertThat(paths.failed).containsExactly(0, 0, 0, 0);
    assertThat(paths.succeeded).hasValue(0);
  }

  @Test
  void hopsBehindItAreBlamedForThemselves() throws Exception {
    for (int last = 1; last < 3; last++) {
      int hops = last;
      relay.does(
          connection ->
              connection
                  .secure()
                  .serve(served -> served.circuits.values().forEach(path -> stopAt(path, hops))));
      var circuits = manager(Duration.ofMillis(500), 1, LONG, 0, 100);
      assertThat(refused(circuits.get(of("one")))).isEqualTo(Reason.CIRCUIT);
      assertThat(paths.failed).containsExactly(hops);
      paths.failed.clear();
      circuits.close();
      for (var link : links.open()) {
        link.close().get(10, TimeUnit.SECONDS);
      }
    }
  }

  private static void stopAt(FakePath path, int hops) {
    path.answers = path.hops() < hops;
  }

  @Test
  void nobodyIsBlamedForWhatIsOurDoing() throws Exception {
    relay.does(connection -> connection.secure().serve(served -> served.answers = false));
    var circuits = usual(0);
    var pending = circuits.get(of("one"));
    circuits.close();
    assertThat(pending.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(refused(circuits.get(of("one")))).isEqualTo(Reason.CLOSED);
    var late = usual(0);
    links.close();
    assertThat(refused(late.get(of("one")))).isEqualTo(Reason.CIRCUIT);
    assertThat(paths.failed).isEmpty();
  }

  @Test
  void withoutAPathTheReasonIsPassedOn() throws Exception {
    paths.refusal = new TorException(Reason.NOT_READY, "no directory");
    var circuits = usual(2);
    assertThat(refused(circuits.get(of("one")))).isEqualTo(Reason.NOT_READY);
    assertThat(circuits.open()).isEmpty();
    assertThat(relay.connections()).isZero();
  }

  @Test
  void thereAreNoMoreCircuitsThanAllowed() throws Exception {
    var circuits = manager(Duration.ofSeconds(20), 1, LONG, 5, 2);
    get(circuits, "one");
    get(circuits, "two");
    assertThat(refused(circuits.get(of("three")))).isEqualTo(Reason.CIRCUIT);
    assertThat(circuits.open()).hasSize(2);
  }
}
