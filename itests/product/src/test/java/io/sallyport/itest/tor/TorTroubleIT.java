// SPDX-License-Identifier: Apache-2.0
package io.sallyport.itest.tor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.itest.tor.network.NetworkShape;
import io.sallyport.itest.tor.network.PrivateTorNetwork;
import io.sallyport.itest.tor.network.TorNode;
import io.sallyport.itest.tor.network.WebTarget;
import io.sallyport.testing.Await;
import io.sallyport.torclient.Bootstrap;
import io.sallyport.torclient.ClientStatus.CircuitView;
import io.sallyport.torclient.IsolationKey;
import io.sallyport.torclient.TorClient;
import io.sallyport.torclient.TorClientBuilder;
import io.sallyport.torclient.TorException;
import io.sallyport.torclient.TorException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The client on a network that is not well, and with a disk and a clock that lie. */
class TorTroubleIT {

  private static final String HOST = "www.testnet";

  private static PrivateTorNetwork network;
  private static WebTarget web;

  @TempDir Path data;
  private Leaks leaks;

  @BeforeAll
  static void start() throws Exception {
    network = PrivateTorNetwork.start(NetworkShape.ample());
    web = new WebTarget();
  }

  @AfterAll
  static void stop() throws Exception {
    if (network != null) {
      network.close();
    }
    if (web != null) {
      web.close();
    }
  }

  @BeforeEach
  void watch() throws IOException {
    leaks = new Leaks();
  }

  /** Whatever the trouble was, nothing of the client is left. */
  @AfterEach
  void nothingIsLeft() throws Exception {
    try (var watching = leaks) {
      watching.requireNoThreads();
      Leaks.requireNoLinks(network);
      assertThat(watching.lostBuffers()).isEmpty();
    }
  }

  private TorClientBuilder builder() {
    return TorClient.builder(data.resolve("client"))
        .network(network.dirAuthorities())
        .testing(true)
        .connectTimeout(Duration.ofSeconds(30));
  }

  private static void fetch(TorClient tor, long seed, int length, String... isolation)
      throws Exception {
    try (var stream = tor.open(HOST, web.port(), IsolationKey.of(isolation))) {
      Fetch.bytes(stream.input(), stream.output(), seed, length);
    }
  }

  /** The relay at a place in the path of the circuit that carries streams now. */
  private static TorNode busy(TorClient tor, int place) {
    return tor.status().circuits().stream()
        .filter(circuit -> circuit.purpose().equals("exit") && !circuit.streams().isEmpty())
        .map(circuit -> relay(circuit, place))
        .findFirst()
        .orElseThrow();
  }

  private static TorNode relay(CircuitView circuit, int place) {
    return network.node(circuit.path().get(place).substring(1, 41));
  }

  private static Set<Integer> orPorts() {
    return network.nodes().stream().map(TorNode::orPort).collect(Collectors.toSet());
  }

  private static void revive(TorNode node) throws Exception {
    network.restart(node);
    Await.until(
        node.nickname() + " is back",
        Duration.ofSeconds(30),
        () -> {
          try (var control = network.control(node)) {
            return control.bootstrapped();
          } catch (IOException e) {
            return false;
          }
        });
  }

  @ParameterizedTest(name = "the relay at place {0} is killed")
  @ValueSource(ints = {0, 1, 2})
  void aRelayThatDiesCutsItsStreamsAndTheNextGoAnotherWay(int place) throws Exception {
    TorNode killed = null;
    try (var tor = builder().open()) {
      try (var stream = tor.open(HOST, web.port(), IsolationKey.of("victim"))) {
        stream.output().write("GET /bytes/100000000?seed=1 HTTP/1.0\r\n\r\n".getBytes());
        assertThat(stream.input().readNBytes(100_000)).hasSize(100_000);
        killed = busy(tor, place);
        network.kill(killed);
        assertThatThrownBy(() -> stream.input().transferTo(java.io.OutputStream.nullOutputStream()))
            .as("cut off, not ended")
            .isInstanceOf(IOException.class);
      }
      for (int i = 0; i < 5; i++) {
        fetch(tor, i, 10_000, "after", String.valueOf(i));
      }
      var dead = killed;
      Await.until(
          "no circuit goes through it",
          () ->
              tor.status().circuits().stream()
                  .noneMatch(circuit -> circuit.path().toString().contains(dead.rsaId())));
      assertThat(tor.status().circuits())
          .as("no stream is held by anything")
          .allSatisfy(circuit -> assertThat(circuit.streams()).isEmpty());
      assertThat(Leaks.links(orPorts()))
          .as("links to relays and what is known of them")
          .isEqualTo(tor.status().links().size());
    } finally {
      if (killed != null) {
        revive(killed);
      }
    }
  }

  @Test
  void oneAuthorityDownIsNoTrouble() throws Exception {
    var authority = network.nodes(TorNode.Kind.AUTHORITY).getFirst();
    network.kill(authority);
    try (var tor = builder().open()) {
      fetch(tor, 2, 10_000);
    } finally {
      revive(authority);
    }
  }

  /** A clock so many hours off. */
  private static Clock off(long hours) {
    return Clock.offset(Clock.systemUTC(), Duration.ofHours(hours));
  }

  @ParameterizedTest(name = "a clock {0} hours off")
  @ValueSource(longs = {-72, 72})
  void aClockThatIsOffIsSaidToBe(long hours) throws Exception {
    Queue<Bootstrap> steps = new ConcurrentLinkedQueue<>();
    try (var tor =
        builder()
            .clock(off(hours))
            .connectTimeout(Duration.ofSeconds(8))
            .listener(steps::add)
            .open()) {
      assertThatThrownBy(() -> tor.open(HOST, web.port(), IsolationKey.SHARED))
          .isInstanceOfSatisfying(
              TorException.class,
              e -> {
                assertThat(e.reason()).isEqualTo(Reason.NOT_READY);
                assertThat(e.getMessage()).contains("clock");
              });
      assertThat(steps).anyMatch(step -> String.valueOf(step.problem()).contains("clock"));
    }
  }

  @Test
  void aClockTwoHoursAheadStillCarriesStreams() throws Exception {
    // The consensus is over by this clock, and not by as much as makes it useless.
    try (var tor = builder().clock(off(2)).open()) {
      fetch(tor, 3, 1000);
    }
  }

  /** What a disk, or somebody with access to it, can do to the cache. */
  enum Damage {
    EMPTY,
    TRUNCATED,
    CHANGED,
    GARBAGE,
    HUGE;

    byte[] of(byte[] good) {
      return switch (this) {
        case EMPTY -> new byte[0];
        case TRUNCATED -> Arrays.copyOf(good, good.length / 2);
        case CHANGED -> {
          var changed = good.clone();
          for (int i = 100; i < changed.length; i += 97) {
            changed[i] ^= 1;
          }
          yield changed;
        }
        case GARBAGE -> "\u0000\uffff not a document\n".repeat(500).getBytes();
        case HUGE -> {
          var huge = new byte[40 << 20];
          System.arraycopy(good, 0, huge, 0, good.length);
          yield huge;
        }
      };
    }
  }

  @ParameterizedTest(name = "every file on disk is {0}")
  @EnumSource
  void aCacheThatLiesIsNotBelieved(Damage damage) throws Exception {
    try (var tor = builder().open()) {
      fetch(tor, 4, 1000);
    }
    List<Path> files;
    try (var all = Files.walk(data.resolve("client"))) {
      files = all.filter(Files::isRegularFile).toList();
    }
    assertThat(files).hasSizeGreaterThan(3);
    for (var file : files) {
      Files.write(file, damage.of(Files.readAllBytes(file)));
    }
    try (var tor = builder().open()) {
      tor.start().get(20, TimeUnit.SECONDS);
      fetch(tor, 5, 1000);
    }
    try (var tor = builder().open()) {
      fetch(tor, 6, 1000);
    }
  }

  @Test
  void aNetworkOfOtherAuthoritiesIsNotBelieved() throws Exception {
    // The same relays under the identity of an authority that does not exist.
    var lines =
        network.dirAuthorities().stream()
            .map(line -> line.replaceAll("v3ident=\\w+", "v3ident=" + "A".repeat(40)))
            .toList();
    try (var tor =
        TorClient.builder(data.resolve("client"))
            .network(lines)
            .testing(true)
            .connectTimeout(Duration.ofSeconds(6))
            .open()) {
      assertThatThrownBy(() -> tor.open(HOST, web.port(), IsolationKey.SHARED))
          .isInstanceOfSatisfying(
              TorException.class,
              e -> {
                assertThat(e.reason()).isEqualTo(Reason.NOT_READY);
                assertThat(e.getMessage()).contains("asking for the consensus");
              });
    }
  }
}
