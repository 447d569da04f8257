// SPDX-License-Identifier: Apache-2.0
package io.sallyport.itest.tor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.itest.harness.ByteServer;
import io.sallyport.itest.harness.Pattern;
import io.sallyport.itest.tor.network.NetworkShape;
import io.sallyport.itest.tor.network.PrivateTorNetwork;
import io.sallyport.itest.tor.network.WebTarget;
import io.sallyport.testing.Await;
import io.sallyport.torclient.ClientStatus.CircuitView;
import io.sallyport.torclient.IsolationKey;
import io.sallyport.torclient.TorClient;
import io.sallyport.torclient.TorException;
import io.sallyport.torclient.TorException.Reason;
import io.sallyport.torclient.TorSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The client as a library, on a network that is well. */
class TorClientIT {

  private static final String HOST = "www.testnet";

  @TempDir static Path shared;
  @TempDir Path data;

  private static PrivateTorNetwork network;
  private static WebTarget web;
  private static TorClient tor;

  @BeforeAll
  static void start() throws Exception {
    network = PrivateTorNetwork.start(NetworkShape.small());
    web = new WebTarget();
    tor = open(shared.resolve("client"));
  }

  @AfterAll
  static void stop() throws Exception {
    if (tor != null) {
      tor.close();
    }
    if (network != null) {
      network.close();
    }
    if (web != null) {
      web.close();
    }
  }

  private static TorClient open(Path data) throws Exception {
    return TorClient.builder(data).network(network.dirAuthorities()).testing(true).open();
  }

  private static TorSocket stream(TorClient client, String... isolation) throws Exception {
    return client.open(HOST, web.port(), IsolationKey.of(isolation));
  }

  private static void fetch(TorClient client, long seed, int length, String... isolation)
      throws Exception {
    try (var stream = stream(client, isolation)) {
      Fetch.bytes(stream.input(), stream.output(), seed, length);
    }
  }

  @Test
  void beginsColdThenFromItsCacheAndLeavesNothingBehind() throws Exception {
    try (var leaks = new Leaks()) {
      try (var first = open(data.resolve("own"))) {
        assertThat(first.bootstrap().percent()).as("before anything was asked of it").isZero();
        try (var stream = stream(first)) {
          assertThat(Fetch.page(stream.input(), stream.output()))
              .isEqualTo("hello by way of three relays\n");
        }
        assertThat(first.bootstrap().done()).isTrue();
        assertThat(first.status().relays()).isEqualTo(network.nodes().size());
      }
      leaks.requireNoThreads();
      var files = new ArrayList<Path>();
      try (var all = Files.walk(data.resolve("own"))) {
        all.forEach(files::add);
      }
      assertThat(files).hasSizeGreaterThan(3);
      for (var file : files) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
            .as(file.toString())
            .isEqualTo(Files.isDirectory(file) ? "rwx------" : "rw-------");
      }

      var progress = new ArrayList<String>();
      try (var second =
          TorClient.builder(data.resolve("own"))
              .network(network.dirAuthorities())
              .testing(true)
              .listener(now -> progress.add(now.toString()))
              .open()) {
        second.start().get(20, TimeUnit.SECONDS);
        fetch(second, 2, 5000);
      }
      leaks.requireNoThreads();
      assertThat(progress).noneMatch(step -> step.contains("asking"));
      assertThat(leaks.lostBuffers()).isEmpty();
    }
  }

  @Test
  void keepsItsGuard() throws Exception {
    String before;
    try (var first = open(data.resolve("own"))) {
      fetch(first, 3, 100);
      before = first.status().guards().getFirst().relay();
    }
    try (var second = open(data.resolve("own"))) {
      fetch(second, 4, 100);
      assertThat(second.status().guards().getFirst().relay()).isEqualTo(before);
      assertThat(second.status().circuits())
          .filteredOn(circuit -> circuit.purpose().equals("exit"))
          .allSatisfy(circuit -> assertThat(circuit.path().getFirst()).isEqualTo(before));
    }
  }

  @Test
  void aDirectoryIsForOneClientOnly() throws Exception {
    try (var first = open(data.resolve("own"))) {
      assertThat(first.bootstrap().percent()).isZero();
      assertThatThrownBy(() -> open(data.resolve("own"))).hasMessageContaining("in use");
    }
    open(data.resolve("own")).close();
  }

  @Test
  void everyPathHasThreeRelaysOfWhichNoneComesTwice() throws Exception {
    for (int i = 0; i < 20; i++) {
      fetch(tor, i, 100, "path", String.valueOf(i));
    }
    assertThat(tor.status().circuits())
        .filteredOn(circuit -> circuit.purpose().equals("exit"))
        .hasSizeGreaterThanOrEqualTo(20)
        .allSatisfy(circuit -> assertThat(circuit.path()).hasSize(3).doesNotHaveDuplicates());
  }

  @Test
  void streamsOfDifferentIsolationShareNoCircuitAndThoseOfTheSameDo() throws Exception {
    var open = new ArrayList<TorSocket>();
    try (var echo = ByteServer.echo()) {
      for (var key : List.of("a", "b", "a", "b", "c")) {
        open.add(tor.open("echo.testnet", echo.port(), IsolationKey.of("isolated", key)));
      }
      var destination = "echo.testnet:" + echo.port();
      var used = new ArrayList<Integer>();
      for (var circuit : tor.status().circuits()) {
        int here =
            (int)
                circuit.streams().stream()
                    .filter(stream -> stream.destination().equals(destination))
                    .count();
        if (here > 0) {
          used.add(here);
        }
      }
      assertThat(used).containsExactlyInAnyOrder(2, 2, 1);
    } finally {
      open.forEach(TorSocket::close);
    }
  }

  @Test
  void aNewIdentityTakesNewCircuitsAndLetsOpenStreamsGoOn() throws Exception {
    try (var echo = ByteServer.echo();
        var stream = tor.open("echo.testnet", echo.port(), IsolationKey.of("nym"))) {
      var before = withStreams(tor);
      tor.newIdentity();
      Pattern.write(stream.output(), 9, 20_000);
      Pattern.check(stream.input(), 9, 20_000);
      try (var after = tor.open("echo.testnet", echo.port(), IsolationKey.of("nym"))) {
        assertThat(withStreams(tor)).containsAll(before).hasSizeGreaterThan(before.size());
        after.output().write(1);
        assertThat(after.input().read()).isEqualTo(1);
      }
    }
  }

  @Test
  void circuitsThatAreOfNoUseAreEnded() throws Exception {
    try (var own = open(data.resolve("own"))) {
      for (int i = 0; i < 12; i++) {
        fetch(own, i, 100, "short", String.valueOf(i));
      }
      assertThat(exits(own)).isGreaterThanOrEqualTo(12);
      own.newIdentity();
      Await.until("only those that are held ready are left", () -> exits(own) <= 3);
      fetch(own, 99, 100, "short", "0");
      // Whoever else is linked serves the directory.
      assertThat(own.status().links())
          .filteredOn(link -> link.circuits() > 1)
          .as("all exit circuits are on the link to the guard")
          .hasSize(1);
    }
  }

  private static long exits(TorClient client) {
    return client.status().circuits().stream()
        .filter(circuit -> circuit.purpose().equals("exit"))
        .count();
  }

  private static Set<Long> withStreams(TorClient client) {
    var ids = new HashSet<Long>();
    for (CircuitView circuit : client.status().circuits()) {
      if (!circuit.streams().isEmpty()) {
        ids.add(circuit.id());
      }
    }
    return ids;
  }

  @Test
  void sixtyFourFetchesAtOnce() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var running = new ArrayList<Future<Void>>();
      for (int i = 0; i < 64; i++) {
        int number = i;
        Callable<Void> task =
            () -> {
              fetch(tor, number, 60_000 + number, "parallel", String.valueOf(number % 8));
              return null;
            };
        running.add(threads.submit(task));
      }
      for (var one : running) {
        one.get(60, TimeUnit.SECONDS);
      }
    }
    Await.until(
        "no stream is left",
        () -> tor.status().circuits().stream().allMatch(one -> one.streams().isEmpty()));
  }

  @Test
  void carriesMuchBothWaysAtOnce() throws Exception {
    int length = 8_000_000;
    try (var echo = ByteServer.echo();
        var stream = tor.open("127.0.0.1", echo.port(), IsolationKey.of("both"))) {
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        var writing =
            threads.submit(
                () -> {
                  Pattern.write(stream.output(), 11, length);
                  return null;
                });
        Pattern.check(stream.input(), 11, length);
        writing.get(10, TimeUnit.SECONDS);
      }
    }
  }

  @Test
  void whatIsSaidFirstTravelsWithTheRequest() throws Exception {
    byte[] request = "GET /bytes/3000?seed=12 HTTP/1.0\r\n\r\n".getBytes();
    try (var stream = tor.open(HOST, web.port(), IsolationKey.of("first"), request)) {
      var in = stream.input();
      while (in.read() != '\n' || in.read() != '\r' || in.read() != '\n') {
        // the head
      }
      Pattern.check(in, 12, 3000);
      assertThat(in.read()).isEqualTo(-1);
    }
  }

  @Test
  void whoDoesNotReadHoldsTheFarEndUp() throws Exception {
    long length = 50_000_000;
    try (var stream = stream(tor, "slow")) {
      stream.output().write("GET /bytes/50000000?seed=7 HTTP/1.0\r\n\r\n".getBytes());
      Await.until("bytes come", () -> stream.input().available() > 100_000);
      long before = tor.status().bytesRead();
      // A window of 500 cells and what we hold: far less than what the far end would like to send.
      Await.until("the window is used up", () -> settled(before));
      assertThat(tor.status().bytesRead() - before).isLessThan(2_000_000);
      var in = stream.input();
      while (in.read() != '\n' || in.read() != '\r' || in.read() != '\n') {
        // the head
      }
      Pattern.check(in, 7, length);
      assertThat(in.read()).isEqualTo(-1);
    }
  }

  private static long last = -1;
  private static long since;

  /** Whether nothing has come for half a second. */
  private static boolean settled(long before) {
    long now = tor.status().bytesRead() - before;
    if (now != last) {
      last = now;
      since = System.nanoTime();
    }
    return System.nanoTime() - since > 500_000_000L;
  }

  @Test
  void looksUpNamesAndAddressesAtTheExit() throws Exception {
    assertThat(tor.resolve(HOST, IsolationKey.SHARED).get(20, TimeUnit.SECONDS))
        .contains(InetAddress.getByName("127.0.0.1"), InetAddress.getByName("::1"));
    assertThat(
            tor.resolvePtr(InetAddress.getByName("192.0.2.7"), IsolationKey.SHARED)
                .get(20, TimeUnit.SECONDS))
        .isEqualTo("host.testnet");
    assertThat(network.names().asked()).contains(HOST, "7.2.0.192.in-addr.arpa");
    assertThatThrownBy(
            () -> tor.resolve("nosuch.example", IsolationKey.SHARED).get(30, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOfSatisfying(
            TorException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NOT_FOUND));
  }

  @Test
  void refusesWhatTorCannotCarry() {
    assertThat(reason("facebookcorewwwi.onion", 80)).isEqualTo(Reason.UNSUPPORTED);
    assertThat(reason("a.exit", 80)).isEqualTo(Reason.UNSUPPORTED);
    assertThat(reason("a b", 80)).isEqualTo(Reason.UNSUPPORTED);
    assertThat(reason("a.testnet", 0)).isEqualTo(Reason.UNSUPPORTED);
    assertThat(network.names().asked()).noneMatch(name -> name.endsWith(".onion"));
  }

  @Test
  void aNameThatDoesNotExistIsNoStream() {
    assertThat(reason("nosuch.example", 80)).isEqualTo(Reason.RESOLVE_FAILED);
  }

  private static Reason reason(String host, int port) {
    try (var stream = tor.open(host, port, IsolationKey.SHARED)) {
      throw new AssertionError("connected: " + stream);
    } catch (TorException e) {
      return e.reason();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
