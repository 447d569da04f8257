// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torclient.directory;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.testing.Await;
import io.sallyport.torclient.Bootstrap;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bootstrap and refresh against servers that are honest, absent, behind, or lie. */
class DirectoryWorkTest {

  private final FakeServers servers = new FakeServers();
  private final RecordedProgress told = new RecordedProgress();
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private Instant now = FakeServers.NOW;

  @TempDir private Path folder;

  @AfterEach
  void stop() {
    executor.shutdownNow();
  }

  private DirectoryWork work() {
    var settings =
        new DirectorySettings(
            FakeServers.network(),
            folder.resolve("directory"),
            true,
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Map.of());
    return new DirectoryWork(settings, servers, List::of, told, () -> now, new Random(1), executor);
  }

  private Instant bootstrap(DirectoryWork work) throws InterruptedException {
    work.load();
    return work.step();
  }

  @Test
  void bootstrapsFromAuthorities() throws InterruptedException {
    var work = work();
    Instant next = bootstrap(work);
    assertThat(work.progress()).isEqualTo(Bootstrap.DONE);
    assertThat(told.networks.getLast().relays()).hasSize(9);
    assertThat(told.networks.getLast().fraction().paths()).isEqualTo(1.0);
    assertThat(told.progress).extracting(Bootstrap::percent).isSorted().contains(5, 40, 45, 100);
    // Fresh until 03:23:40, one interval of 5 minutes, valid until 04:18:40.
    assertThat(next)
        .isBetween(Instant.parse("2026-11-21T03:27:25Z"), Instant.parse("2026-11-21T04:13:00Z"));
    assertThat(servers.requests.getFirst())
        .endsWith("/tor/status-vote/current/consensus-microdesc/7785FD+98948F+AC5CC0");
  }

  @Test
  void beginsFromDiskWithoutTheNetwork() throws InterruptedException {
    bootstrap(work());
    servers.requests.clear();
    var again = work();
    bootstrap(again);
    assertThat(again.progress().done()).isTrue();
    assertThat(servers.requests).isEmpty();
    assertThat(again.network().relays()).hasSize(9);
  }

  @Test
  void filesAreNobodyElsesBusiness() throws Exception {
    bootstrap(work());
    var directory = folder.resolve("directory");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
        .isEqualTo("rwx------");
    try (var files = Files.list(directory)) {
      assertThat(files.toList())
          .hasSize(3)
          .allSatisfy(
              file ->
                  assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                      .isEqualTo("rw-------"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"consensus-microdesc", "certificates", "microdescs"})
  void aBrokenFileDoesNotPoison(String name) throws Exception {
    bootstrap(work());
    var file = folder.resolve("directory").resolve(name);
    byte[] good = Files.readAllBytes(file);
    for (byte[] bad : List.of(new byte[0], Arrays.copyOf(good, good.length / 2), flipped(good))) {
      Files.write(file, bad);
      var again = work();
      bootstrap(again);
      assertThat(again.progress().done()).isTrue();
      assertThat(again.network().relays()).hasSize(9);
      assertThat(Files.readAllBytes(file)).hasSize(good.length);
    }
  }

  @Test
  void aConsensusOfLastWeekOnDiskIsNotUsed() throws Exception {
    bootstrap(work());
    now = FakeServers.NOW.plus(Duration.ofDays(7));
    servers.usual = (path, request) -> FakeServers.status(404);
    var again = work();
    bootstrap(again);
    assertThat(again.network()).isNull();
    assertThat(again.progress().problem()).isNotNull();
  }

  @Test
  void goesOnToAnotherServerWhateverTheFirstOnesDo() throws InterruptedException {
    var truncated = Arrays.copyOf(FakeServers.file("consensus-microdesc"), 3000);
    servers.byPort.put(21000, (path, request) -> FakeServers.ok(truncated));
    servers.byPort.put(21002, (path, request) -> FakeServers.status(503));
    var work = work();
    bootstrap(work);
    assertThat(work.progress().done()).isTrue();
  }

  @Test
  void aConsensusThatWasTamperedWithIsRefused() throws InterruptedException {
    var text = new String(FakeServers.file("consensus-microdesc"), US_ASCII);
    var tampered = text.replace("hsdir_interval=120", "hsdir_interval=121").getBytes(US_ASCII);
    servers.usual =
        (path, request) ->
            path.contains("consensus")
                ? FakeServers.ok(tampered)
                : FakeServers.honest(path, request);
    var work = work();
    bootstrap(work);
    assertThat(work.network()).isNull();
    assertThat(work.progress().problem()).contains("3 directory servers sent documents");
    assertThat(folder.resolve("directory/consensus-microdesc")).doesNotExist();
  }

  @Test
  void whatServersLackIsAskedOfOthers() throws InterruptedException {
    var text = new String(FakeServers.file("microdescs"), US_ASCII);
    int half = text.indexOf("\nonion-key", text.length() / 2) + 1;
    // Authorities have one half each and relays nothing.
    servers.usual =
        (path, request) ->
            path.contains("/micro/") ? FakeServers.status(404) : FakeServers.honest(path, request);
    servers.byPort.put(21000, part(text.substring(0, half)));
    servers.byPort.put(21002, part(text.substring(half)));
    var work = work();
    bootstrap(work);
    for (int i = 0; i < 10 && !work.network().missing().isEmpty(); i++) {
      now = now.plusSeconds(200);
      work.step();
    }
    assertThat(work.network().missing()).isEmpty();
  }

  private static FakeServers.Behaviour part(String microdescs) {
    return (path, request) ->
        path.contains("/micro/")
            ? FakeServers.ok(microdescs.getBytes(US_ASCII))
            : FakeServers.honest(path, request);
  }

  @Test
  void tooFewMicrodescriptorsIsSaid() throws InterruptedException {
    servers.usual =
        (path, request) ->
            path.contains("/micro/") ? FakeServers.status(404) : FakeServers.honest(path, request);
    var work = work();
    bootstrap(work);
    assertThat(work.network()).isNull();
    assertThat(work.progress().problem())
        .startsWith("too few microdescriptors: 0% of guards")
        .contains("60% are needed");
  }

  @Test
  void serversThatLieAboutMicrodescriptorsAreLeft() throws InterruptedException {
    var other = "onion-key\nntor-onion-key " + "A".repeat(43) + "\n";
    servers.usual = part(other);
    var work = work();
    bootstrap(work);
    assertThat(work.network()).isNull();
    for (int i = 0; i < 5; i++) {
      now = now.plusSeconds(10);
      work.step();
    }
    assertThat(work.progress().problem()).contains("sent documents that do not verify");
    var asked =
        servers.requests.stream()
            .filter(request -> request.contains("/micro/"))
            .map(request -> request.substring(0, 5))
            .toList();
    assertThat(asked).hasSizeGreaterThan(6).doesNotHaveDuplicates();
  }

  @Test
  void nobodyToBeReachedIsSaid() throws InterruptedException {
    servers.usual =
        (path, request) -> {
          throw new io.sallyport.torclient.TorException(
              io.sallyport.torclient.TorException.Reason.LINK, "connection refused");
        };
    var work = work();
    Instant next = bootstrap(work);
    assertThat(work.progress().percent()).isEqualTo(5);
    assertThat(work.progress().problem()).contains("none of 3 directory servers can be reached");
    assertThat(next).isAfter(now);
    // And it recovers without being told.
    servers.usual = FakeServers::honest;
    now = next.plusSeconds(1);
    work.step();
    assertThat(work.progress()).isEqualTo(Bootstrap.DONE);
  }

  @Test
  void someHoursOffDoNotMatter() throws InterruptedException {
    now = FakeServers.NOW.minus(Duration.ofHours(10));
    var work = work();
    bootstrap(work);
    assertThat(work.progress().done()).isTrue();
  }

  @Test
  void aClockThatIsDaysBehindIsNamed() throws InterruptedException {
    now = FakeServers.NOW.minus(Duration.ofDays(3));
    var work = work();
    bootstrap(work);
    assertThat(work.network()).isNull();
    assertThat(work.progress().problem()).contains("clock").contains("behind by 71 hours");
  }

  @Test
  void aClockThatIsYearsAheadIsNamed() throws InterruptedException {
    now = FakeServers.NOW.plus(Duration.ofDays(3000));
    var work = work();
    bootstrap(work);
    assertThat(work.network()).isNull();
    assertThat(work.progress().problem()).contains("clock").contains("ahead");
  }

  @Test
  void asksAgainWhenTheConsensusAgesAndKeepsItWhenNothingIsNewer() throws InterruptedException {
    var work = work();
    now = bootstrap(work);
    servers.requests.clear();
    servers.usual =
        (path, request) ->
            request.contains("If-Modified-Since: Sat, 21 Nov 2026 03:18:40 GMT\r\n")
                ? FakeServers.status(304)
                : FakeServers.status(500);
    Instant next = work.step();
    assertThat(servers.requests).isNotEmpty();
    assertThat(work.progress().done()).isTrue();
    assertThat(next).isBetween(now, now.plus(Duration.ofMinutes(10)));
  }

  @Test
  void aClientWhoseConsensusIsLongOverIsNoLongerReady() throws InterruptedException {
    var work = work();
    bootstrap(work);
    now = FakeServers.NOW.plus(Duration.ofHours(30));
    servers.usual = (path, request) -> FakeServers.status(404);
    work.step();
    work.step();
    assertThat(work.network()).isNull();
    assertThat(told.losses).hasValue(1);
    assertThat(work.progress().done()).isFalse();
    assertThat(work.progress().problem()).isNotNull();
  }

  @Test
  void theManagerBootstrapsAndLeavesNoThread() throws Exception {
    var settings = DirectorySettings.of(FakeServers.network(), null, true);
    var manager = new DirectoryManager(settings, servers, told, () -> now, new Random(1));
    manager.start();
    assertThat(told.first.get(20, java.util.concurrent.TimeUnit.SECONDS).relays()).isNotEmpty();
    manager.close();
    int asked = servers.requests.size();
    manager.retry();
    assertThat(servers.requests).hasSize(asked);
    assertThat(manager.network()).isNotNull();
  }

  private static byte[] flipped(byte[] good) {
    byte[] bad = good.clone();
    bad[bad.length / 3] ^= 1;
    return bad;
  }

  @Test
  void whatIsNotForeseenIsToldAndTriedAgain() throws Exception {
    var settings = DirectorySettings.of(FakeServers.network(), folder.resolve("directory"), true);
    var times = new java.util.concurrent.atomic.AtomicInteger();
    DirectorySource breaking =
        (server, timeout) -> {
          if (times.incrementAndGet() == 1) {
            throw new IllegalStateException("not foreseen");
          }
          return servers.open(server, timeout);
        };
    var listener =
        new RecordedProgress() {
          @Override
          public void network(io.sallyport.torcore.netdir.NetDir now) {
            if (networks.isEmpty()) {
              networks.add(now);
              throw new IllegalStateException("whoever listens is broken");
            }
            super.network(now);
          }
        };
    try (var manager =
        new DirectoryManager(settings, breaking, listener, () -> now, new Random(1))) {
      manager.start();
      Await.until("a warning", () -> !listener.warnings.isEmpty());
      manager.retry();
      assertThat(listener.first.get(20, java.util.concurrent.TimeUnit.SECONDS).relays()).hasSize(9);
    }
    assertThat(listener.warnings).anyMatch(warning -> warning.contains("broken"));
  }
}
