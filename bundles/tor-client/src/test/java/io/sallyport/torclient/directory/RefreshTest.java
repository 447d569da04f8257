// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torclient.directory;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.torclient.Bootstrap;
import io.sallyport.torcore.netdir.TorNetwork;
import io.sallyport.torcore.netdoc.Lifetime;
import io.sallyport.torcore.netdoc.NetdocException;
import io.sallyport.torcore.netdoc.SignedConsensus;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two consensuses of one network, the second a minute after the first. */
class RefreshTest {

  private final FakeServers servers = new FakeServers();
  private final RecordedProgress told = new RecordedProgress();
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final Lifetime first = lifetime("refresh/consensus-1");
  private final Lifetime second = lifetime("refresh/consensus-2");
  private Instant now = first.validAfter().plusSeconds(10);
  private volatile String served = "refresh/consensus-1";

  @TempDir private Path folder;

  RefreshTest() {
    servers.usual =
        (path, request) -> {
          if (path.contains("consensus")) {
            return FakeServers.ok(FakeServers.file(served));
          }
          return FakeServers.ok(
              FakeServers.file(
                  path.contains("/keys/") ? "refresh/certificates" : "refresh/microdescs"));
        };
  }

  @AfterEach
  void stop() {
    executor.shutdownNow();
  }

  private static Lifetime lifetime(String name) {
    try {
      return SignedConsensus.open(FakeServers.file(name)).lifetime();
    } catch (NetdocException e) {
      throw new AssertionError(e);
    }
  }

  private DirectoryWork work() {
    var lines = new String(FakeServers.file("refresh/authorities"), StandardCharsets.US_ASCII);
    var settings =
        DirectorySettings.of(TorNetwork.parse(lines.lines().toList()), folder.resolve("d"), true);
    return new DirectoryWork(settings, servers, List::of, told, () -> now, new Random(1), executor);
  }

  @Test
  void theNextConsensusTakesThePlaceOfTheFirst() throws InterruptedException {
    var work = work();
    work.load();
    Instant due = work.step();
    assertThat(work.network().consensus().lifetime()).isEqualTo(first);
    assertThat(due).isBetween(first.freshUntil(), first.validUntil());
    servers.requests.clear();
    now = due.minusSeconds(1);
    work.step();
    assertThat(servers.requests).isEmpty();
    now = due.isAfter(second.validAfter()) ? due : second.validAfter();
    served = "refresh/consensus-2";
    Instant next = work.step();
    assertThat(work.network().consensus().lifetime()).isEqualTo(second);
    assertThat(work.progress()).isEqualTo(Bootstrap.DONE);
    assertThat(next).isAfter(second.freshUntil());
    // Certificates and what has not changed are not asked for again.
    assertThat(servers.requests).noneMatch(request -> request.contains("/keys/"));
    assertThat(told.progress).filteredOn(Bootstrap::done).hasSize(1);
  }

  @Test
  void aServerThatIsBehindDoesNotPullTheClientBack() throws InterruptedException {
    served = "refresh/consensus-2";
    now = second.validAfter().plusSeconds(5);
    var work = work();
    work.load();
    now = work.step();
    assertThat(work.network().consensus().lifetime()).isEqualTo(second);
    served = "refresh/consensus-1";
    work.step();
    assertThat(work.network().consensus().lifetime()).isEqualTo(second);
    var restarted = work();
    restarted.load();
    assertThat(restarted.network().consensus().lifetime()).isEqualTo(second);
  }
}
