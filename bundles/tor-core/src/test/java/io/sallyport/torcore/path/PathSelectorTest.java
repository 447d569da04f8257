// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.torcore.netdir.NetDir;
import io.sallyport.torcore.netdir.Networks;
import io.sallyport.torcore.netdir.Relay;
import io.sallyport.torcore.netdoc.RelayFlag;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** What no path may be, in many paths. */
class PathSelectorTest {

  private final NetDir large = Networks.generated(400);
  private final NetDir small = Networks.sample();
  private final PathSelector strict = new PathSelector(large, PathRules.STANDARD, new Random(1));
  private final PathSelector testing = new PathSelector(small, PathRules.TESTING, new Random(1));

  private static EntryChooser anyGuard(NetDir network, Random random) {
    return allowed -> {
      var guards = network.relays(relay -> relay.canGuard() && allowed.test(relay));
      if (guards.isEmpty()) {
        throw new NoPathException(NoPathException.Missing.GUARD, "no guard is allowed");
      }
      return guards.get(random.nextInt(guards.size()));
    };
  }

  @Test
  void noRelaySubnetOrFamilyTwice() throws NoPathException {
    var guards = anyGuard(large, new Random(2));
    for (int i = 0; i < 2_000; i++) {
      var hops = strict.path(new Target.Exit(443, false), guards).hops();
      assertThat(hops).hasSize(3);
      for (int a = 0; a < 3; a++) {
        for (int b = a + 1; b < 3; b++) {
          assertThat(hops.get(a)).isNotEqualTo(hops.get(b));
          assertThat(hops.get(a).sharesSubnetWith(hops.get(b))).isFalse();
          assertThat(hops.get(a).sharesFamilyWith(hops.get(b), large.parameters())).isFalse();
        }
      }
      assertThat(hops.getLast().microdesc().policy().allows(443)).isTrue();
    }
  }

  @Test
  void exitsOfIpv6HaveAPolicyOfTheirOwn() throws NoPathException {
    var guards = anyGuard(large, new Random(2));
    for (int i = 0; i < 200; i++) {
      var last = strict.path(new Target.Exit(443, true), guards).last();
      assertThat(last.microdesc().policy6().allows(443)).isTrue();
    }
    assertThat(large.relays(r -> r.allows(443, false) && !r.allows(443, true))).isNotEmpty();
  }

  @Test
  void aPortThatNobodyAllows() {
    assertThatThrownBy(
            () -> strict.path(new Target.Exit(25, false), anyGuard(large, new Random(1))))
        .isInstanceOfSatisfying(
            NoPathException.class,
            e -> assertThat(e.missing()).isEqualTo(NoPathException.Missing.EXIT));
  }

  @Test
  void aNetworkInOneSubnetHasPathsWhereThatIsAllowed() throws NoPathException {
    var guards = anyGuard(small, new Random(4));
    var lasts = new HashSet<Relay>();
    for (int i = 0; i < 200; i++) {
      var path = testing.path(new Target.Exit(80, false), guards);
      lasts.add(path.last());
    }
    // Two exits, none of them weighed: both are used.
    assertThat(lasts).hasSize(2);
    var distinct = new PathSelector(small, PathRules.STANDARD, new Random(1));
    assertThatThrownBy(() -> distinct.path(new Target.Exit(80, false), guards))
        .hasMessageContaining("subnet");
  }

  @Test
  void longLivedPortsPreferStableRelays() throws NoPathException {
    var first = small.relays(relay -> relay.status().nickname().equals("auth0")).getFirst();
    // exit0 is not stable, exit1 is.
    for (int i = 0; i < 50; i++) {
      var path = testing.path(new Target.Exit(22, false), allowed -> first);
      assertThat(path.last().is(RelayFlag.STABLE)).isTrue();
      assertThat(path.hops().get(1).is(RelayFlag.STABLE)).isTrue();
    }
    assertThat(PathRules.STANDARD.wantsStable(new Target.Exit(443, false))).isFalse();
  }

  @Test
  void aLastHopThatIsAskedForIsTaken() throws NoPathException {
    var last = small.relays().get(3);
    for (int i = 0; i < 100; i++) {
      var path = testing.path(new Target.Through(last), anyGuard(small, new Random(i)));
      assertThat(path.last()).isEqualTo(last);
      assertThat(path.hops()).doesNotHaveDuplicates();
    }
  }

  @Test
  void exitsThatHaveFailedAreAvoidedWhileThereAreOthers() throws NoPathException {
    var exits = small.relays(relay -> relay.allows(80, false));
    var failed = exits.getFirst();
    var guard = small.relays(relay -> !exits.contains(relay)).getFirst();
    for (int i = 0; i < 50; i++) {
      var path = testing.path(new Target.Exit(80, false), allowed -> guard, failed::equals);
      assertThat(path.last()).isEqualTo(exits.getLast());
    }
    var path = testing.path(new Target.Exit(80, false), allowed -> exits.getLast(), failed::equals);
    assertThat(path.last()).isEqualTo(failed);
  }

  @Test
  void whereEveryExitIsNearTheFirstGuardAnotherGuardIsTaken() throws NoPathException {
    var exits = small.relays(relay -> relay.allows(80, false));
    var others = small.relays(relay -> !exits.contains(relay));
    assertThat(exits).hasSize(2);
    var exit = exits.getFirst();
    var guards = List.of(exit, others.getFirst()); // the only exit is the best guard
    var only =
        new PathSelector(Networks.without(exits.getLast()), PathRules.TESTING, new Random(3));
    for (int i = 0; i < 50; i++) {
      var path = only.path(new Target.Exit(80, false), allowed -> best(guards, allowed));
      assertThat(path.first()).isEqualTo(others.getFirst());
      assertThat(path.last()).isEqualTo(exit);
      assertThat(path.hops()).hasSize(3).doesNotHaveDuplicates();
    }
    assertThatThrownBy(
            () -> only.path(new Target.Exit(80, false), allowed -> best(List.of(exit), allowed)))
        .isInstanceOfSatisfying(
            NoPathException.class,
            e -> assertThat(e.missing()).isEqualTo(NoPathException.Missing.EXIT));
  }

  private static Relay best(List<Relay> guards, Predicate<Relay> allowed) throws NoPathException {
    return guards.stream()
        .filter(allowed)
        .findFirst()
        .orElseThrow(() -> new NoPathException(NoPathException.Missing.GUARD, "none"));
  }

  @Test
  void aPathHasNoRelayTwice() {
    var relay = small.relays().getFirst();
    assertThatThrownBy(() -> new Path(List.of(relay, relay)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
