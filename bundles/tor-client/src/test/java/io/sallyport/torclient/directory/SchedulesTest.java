// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torclient.directory;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.torclient.directory.DirectoryException.Kind;
import io.sallyport.torclient.link.RelayEndpoint;
import io.sallyport.torcore.cert.RelayIdentity;
import io.sallyport.torcore.cert.RsaIdentity;
import io.sallyport.torcore.netdoc.Digest256;
import io.sallyport.torcore.netdoc.Lifetime;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** When to ask, whom to leave alone, and how much to ask for at once. */
class SchedulesTest {

  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  private static RelayEndpoint server(int port) {
    return new RelayEndpoint(
        new RelayIdentity(new RsaIdentity(new byte[20]), null),
        List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
  }

  @Test
  void theNextConsensusOfThePublicNetwork() {
    var lifetime =
        new Lifetime(NOON, NOON.plus(Duration.ofHours(1)), NOON.plus(Duration.ofHours(3)));
    var seen = new HashSet<Instant>();
    for (int seed = 0; seed < 500; seed++) {
      Instant next = RefreshTime.next(lifetime, new Random(seed));
      assertThat(next)
          .isBetween(
              NOON.plus(Duration.ofMinutes(105)),
              NOON.plus(Duration.ofMinutes(105)).plusSeconds(75 * 60 * 7 / 8));
      seen.add(next);
    }
    assertThat(seen).hasSizeGreaterThan(400);
  }

  @Test
  void theNextConsensusOfAVeryFastNetwork() {
    var lifetime = new Lifetime(NOON, NOON.plusSeconds(5), NOON.plusSeconds(10));
    for (int seed = 0; seed < 50; seed++) {
      assertThat(RefreshTime.next(lifetime, new Random(seed)))
          .isBetween(NOON.plusSeconds(5), NOON.plusSeconds(10));
    }
  }

  @Test
  void pausesGrowAndDependOnTheCause() {
    var health = new ServerHealth(1);
    var one = server(1);
    var two = server(2);
    health.failed(one, Kind.UNREACHABLE, NOON);
    assertThat(health.ready(List.of(one, two), NOON)).containsExactly(two);
    assertThat(health.next(List.of(one, two), NOON)).isEmpty();
    assertThat(health.next(List.of(one), NOON)).contains(NOON.plusSeconds(10));
    assertThat(health.ready(List.of(one), NOON.plusSeconds(10))).containsExactly(one);
    health.failed(one, Kind.UNREACHABLE, NOON.plusSeconds(10));
    assertThat(health.next(List.of(one), NOON.plusSeconds(10))).contains(NOON.plusSeconds(30));
    for (int i = 0; i < 70; i++) {
      health.failed(one, Kind.BUSY, NOON);
    }
    assertThat(health.next(List.of(one), NOON)).contains(NOON.plus(Duration.ofMinutes(30)));
    health.succeeded(one);
    assertThat(health.ready(List.of(one), NOON)).containsExactly(one);
    health.failed(two, Kind.BAD_DOCUMENT, NOON);
    assertThat(health.next(List.of(two), NOON)).contains(NOON.plus(Duration.ofMinutes(30)));
    health.forget();
    assertThat(health.ready(List.of(two), NOON)).containsExactly(two);
  }

  @Test
  void batchesCoverEverythingOnce() {
    for (int count : new int[] {0, 1, 127, 128, 129, 1_000, 9_000}) {
      var all = digests(count);
      var batches = MicrodescUpdate.batches(all, 3);
      var joined = new HashSet<Digest256>();
      batches.forEach(
          batch -> {
            assertThat(batch).hasSizeBetween(1, 500).noneMatch(joined::contains);
            joined.addAll(batch);
          });
      assertThat(joined).isEqualTo(all);
    }
    // Enough for three servers as soon as it is worth it.
    assertThat(MicrodescUpdate.batches(digests(400), 3)).hasSize(3);
  }

  private static Set<Digest256> digests(int count) {
    var all = new HashSet<Digest256>();
    for (int i = 0; i < count; i++) {
      var bytes = new byte[32];
      bytes[30] = (byte) (i >> 8);
      bytes[31] = (byte) i;
      all.add(Digest256.of(bytes));
    }
    return all;
  }

  @Test
  void whyItIsStuck() {
    var diagnosis = new Diagnosis(() -> null);
    assertThat(diagnosis.problem()).isNull();
    diagnosis.failed(server(1), new DirectoryException(Kind.NO_ROUTE, "Network is unreachable"));
    assertThat(diagnosis.problem()).contains("no route");
    for (int i = 0; i < 3; i++) {
      diagnosis.failed(server(i), new DirectoryException(Kind.UNREACHABLE, "refused"));
    }
    assertThat(diagnosis.problem()).contains("none of 3 directory servers");
    diagnosis.untimely(
        new Lifetime(NOON, NOON.plusSeconds(3600), NOON.plusSeconds(10_800)),
        NOON.minus(Duration.ofHours(50)));
    assertThat(diagnosis.problem()).contains("behind by 50 hours");
    diagnosis.timely();
    diagnosis.succeeded();
    assertThat(diagnosis.problem()).isNull();
  }

  @Test
  void noRouteIsRecognisedBehindOtherExceptions() {
    var cause = new java.net.NoRouteToHostException("No route to host");
    var failure =
        new io.sallyport.torclient.TorException(
            io.sallyport.torclient.TorException.Reason.LINK,
            "link",
            new java.io.IOException(cause));
    assertThat(DirectoryException.of(failure).kind()).isEqualTo(Kind.NO_ROUTE);
  }
}
