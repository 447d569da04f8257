// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.torcore.netdir.NetDir;
import io.sallyport.torcore.netdir.Networks;
import io.sallyport.torcore.netdir.Relay;
import io.sallyport.torcore.netdoc.Samples;
import io.sallyport.torcore.netdoc.TestNetwork;
import io.sallyport.torcore.path.NoPathException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Which guard is used, when, and what stays over a restart. */
class GuardSetTest {

  private final TestNetwork made = new TestNetwork(300, 1, 21, Samples.NOW);
  private final NetDir network =
      new NetDir(Networks.consensus(made), Networks.microdescs(made)::get);
  private Instant now = Samples.NOW;

  private GuardSet guards(GuardState kept, long seed) {
    var guards = new GuardSet(kept, () -> now, new SplittableRandom(seed));
    guards.update(network);
    return guards;
  }

  private static Relay choose(GuardSet guards) throws NoPathException {
    return guards.choose(relay -> true);
  }

  @Test
  void oneGuardForAllCircuits() throws NoPathException {
    var guards = guards(GuardState.EMPTY, 1);
    var first = choose(guards);
    for (int i = 0; i < 100; i++) {
      guards.succeeded(first.rsa());
      now = now.plusSeconds(600);
      assertThat(choose(guards)).isEqualTo(first);
    }
  }

  @Test
  void clientsDiffer() throws NoPathException {
    var chosen = new HashSet<Relay>();
    for (int seed = 0; seed < 50; seed++) {
      chosen.add(choose(guards(GuardState.EMPTY, seed)));
    }
    assertThat(chosen).hasSizeGreaterThan(10).allMatch(Relay::canGuard);
  }

  @Test
  void staysOverARestart() throws NoPathException {
    var guards = guards(GuardState.EMPTY, 1);
    var first = choose(guards);
    assertThat(guards.isChanged()).isTrue();
    guards.succeeded(first.rsa());
    var state = guards.state();
    assertThat(guards.isChanged()).isFalse();
    assertThat(state.guards()).hasSize(20);
    assertThat(state.guards().getFirst().isConfirmed()).isTrue();
    var again = guards(state, 99);
    assertThat(choose(again)).isEqualTo(first);
    assertThat(again.state()).isEqualTo(state);
  }

  @Test
  void aGuardThatFailsIsLeftAloneAndComesBack() throws NoPathException {
    var guards = guards(GuardState.EMPTY, 1);
    var first = choose(guards);
    guards.succeeded(first.rsa());
    guards.failed(first.rsa());
    var second = choose(guards);
    assertThat(second).isNotEqualTo(first);
    guards.succeeded(second.rsa());
    now = now.plus(Duration.ofMinutes(11));
    assertThat(choose(guards)).isEqualTo(first);
    guards.succeeded(first.rsa());
    assertThat(choose(guards)).isEqualTo(first);
  }

  @Test
  void whenAllHaveFailedAllAreTriedAgain() throws NoPathException {
    var guards = guards(GuardState.EMPTY, 1);
    var first = choose(guards);
    for (int i = 0; i < 20; i++) {
      guards.failed(choose(guards).rsa());
    }
    assertThat(choose(guards)).isEqualTo(first);
  }

  @Test
  void afterAnAbsenceOfTheNetworkTheOldGuardIsUsedAtOnce() throws NoPathException {
    var guards = guards(GuardState.EMPTY, 1);
    var first = choose(guards);
    guards.succeeded(first.rsa());
    now = now.plus(Duration.ofMinutes(20));
    guards.failed(first.rsa());
    var second = choose(guards);
    // The first success after a silence: the network was away, and first failed for that.
    guards.succeeded(second.rsa());
    assertThat(choose(guards)).isEqualTo(first);
  }

  @Test
  void theRestOfThePathMayForbidTheGuard() throws NoPathException {
    var guards = guards(GuardState.EMPTY, 1);
    var first = choose(guards);
    assertThat(guards.choose(relay -> !relay.equals(first))).isNotEqualTo(first);
    assertThatThrownBy(() -> guards.choose(relay -> false)).hasMessageContaining("20 guards");
  }

  @Test
  void withoutANetworkThereIsNoGuard() {
    var guards = new GuardSet(GuardState.EMPTY, () -> now, new SplittableRandom(1));
    assertThatThrownBy(() -> choose(guards)).isInstanceOf(NoPathException.class);
  }

  @Test
  void guardsThatTheNetworkHasLostAreRemovedAfterSomeWeeks() throws NoPathException {
    var guards = guards(GuardState.EMPTY, 1);
    var first = choose(guards);
    guards.succeeded(first.rsa());
    var consensus = Networks.consensus(made);
    var microdescs = Networks.microdescs(made);
    var without =
        new NetDir(
            consensus,
            digest -> digest.equals(first.status().microdesc()) ? null : microdescs.get(digest));
    guards.update(without);
    assertThat(choose(guards)).isNotEqualTo(first);
    assertThat(guards.guards())
        .anySatisfy(s -> assertThat(s.guard().identity()).isEqualTo(first.rsa()));
    // It is back: as before.
    guards.update(network);
    assertThat(choose(guards)).isEqualTo(first);
    guards.update(without);
    now = now.plus(Duration.ofDays(25));
    guards.update(without);
    assertThat(guards.guards())
        .noneSatisfy(s -> assertThat(s.guard().identity()).isEqualTo(first.rsa()));
  }

  @Test
  void guardsAreReplacedWhenTheyAreOld() throws NoPathException {
    var guards = guards(GuardState.EMPTY, 1);
    var first = choose(guards);
    guards.succeeded(first.rsa());
    var before = record(guards, first);
    // The network says 100 days, of which up to ten are over when a guard is sampled.
    now = now.plus(Duration.ofDays(89));
    guards.update(network);
    assertThat(record(guards, first)).isEqualTo(before);
    now = now.plus(Duration.ofDays(12));
    guards.update(network);
    assertThat(guards.guards()).hasSize(20).noneMatch(status -> status.guard().equals(before));
  }

  private static GuardRecord record(GuardSet guards, Relay relay) {
    return guards.guards().stream()
        .map(GuardSet.Status::guard)
        .filter(guard -> guard.identity().equals(relay.rsa()))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void timesOnDiskDoNotTellTheDay() {
    var added = new HashSet<Long>();
    guards(GuardState.EMPTY, 1).state().guards().forEach(guard -> added.add(guard.added()));
    assertThat(added).hasSizeGreaterThan(15);
    assertThat(added)
        .allMatch(t -> t <= now.getEpochSecond() && t > now.getEpochSecond() - 12 * 86_400L);
  }

  @Test
  void aSmallNetworkSamplesWhatItHas() throws NoPathException {
    var small = Networks.sample();
    var guards = new GuardSet(GuardState.EMPTY, () -> now, new SplittableRandom(1));
    guards.update(small);
    assertThat(guards.guards()).hasSize(9).filteredOn(GuardSet.Status::primary).hasSize(3);
    assertThat(choose(guards)).isNotNull();
  }
}
