// SPDX-License-Identifier: Apache-2.0
package io.sallyport.group.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.api.ConnectFailure.Reason;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** When probes go out and what becomes of them, without a network. */
class ProbingTest {

  private static final String URL = "http://probe.example/";

  private final World world = new World();
  private final World.Fake a = world.member("a");
  private final World.Fake b = world.member("b");

  private Group fallback(Object... more) throws Exception {
    var settings = new Object[6 + more.length];
    settings[0] = "outbounds";
    settings[1] = new String[] {"a", "b"};
    settings[2] = "url";
    settings[3] = URL;
    settings[4] = "idle_timeout";
    settings[5] = "10m";
    System.arraycopy(more, 0, settings, 6, more.length);
    var group = world.group(Kind.FALLBACK, "g", settings);
    world.settle();
    return group;
  }

  @Test
  void nobodyIsProbedWhileNobodyUsesTheGroup() throws Exception {
    fallback();
    world.pass(Duration.ofHours(1));
    assertThat(a.asked + b.asked).isZero();
  }

  @Test
  void useStartsProbingAndDisuseEndsIt() throws Exception {
    var group = fallback();
    world.connect(group);
    assertThat(b.asked).as("the first flow starts a round").isOne();
    // Jitter is a tenth: within 3.3 minutes the next has begun, before 2.7 it has not.
    world.pass(Duration.ofSeconds(161));
    assertThat(b.asked).isOne();
    world.pass(Duration.ofSeconds(38));
    assertThat(b.asked).isEqualTo(2);
    for (int i = 0; i < 60; i++) {
      world.pass(Duration.ofMinutes(1));
    }
    int asked = b.asked;
    assertThat(asked).isBetween(3, 5);
    world.pass(Duration.ofHours(2));
    assertThat(b.asked).as("it has stopped").isEqualTo(asked);
    world.connect(group);
    assertThat(b.asked).as("and starts again").isEqualTo(asked + 1);
    group.stop();
    world.pass(Duration.ofMinutes(4));
    assertThat(b.asked).as("stopped for good").isEqualTo(asked + 1);
  }

  @Test
  void withoutLazinessItNeedsNoUse() throws Exception {
    fallback("lazy", false);
    assertThat(a.asked).isOne();
    for (int i = 0; i < 60; i++) {
      world.pass(Duration.ofMinutes(1));
    }
    assertThat(a.asked).isBetween(18, 23);
  }

  @Test
  void aSilentProbeTimesOutAndCounts() throws Exception {
    a.silent = true;
    var group = fallback("lazy", false, "max_failed_times", 1);
    world.pass(Duration.ofSeconds(6));
    assertThat(World.state(group, "a").problem()).isEqualTo("rests");
    assertThat(a.waiting.getFirst().isCancelled()).isTrue();
    assertThat(group.counters()).containsEntry("probes_failed", 2L);
  }

  @Test
  void aProbeTheMemberRefusesCounts() throws Exception {
    a.fails = Reason.UPSTREAM_FAILED;
    var group = fallback("lazy", false, "max_failed_times", 1);
    world.settle();
    assertThat(World.state(group, "a").problem()).isEqualTo("rests");
  }

  @Test
  void soManyProbesAtATime() throws Exception {
    var tags = IntStream.range(0, 25).mapToObj(i -> "m" + i).toArray(String[]::new);
    var members = IntStream.range(0, 25).mapToObj(i -> world.member("m" + i)).toList();
    members.forEach(member -> member.silent = true);
    world.group(Kind.FALLBACK, "many", "outbounds", tags, "url", URL, "lazy", false);
    world.settle();
    assertThat(members.stream().mapToInt(member -> member.asked).sum())
        .isEqualTo(Prober.CONCURRENCY);
    world.pass(Duration.ofMillis(5001));
    assertThat(members.stream().mapToInt(member -> member.asked).sum())
        .isEqualTo(2 * Prober.CONCURRENCY);
    world.pass(Duration.ofMillis(5001));
    assertThat(members).allMatch(member -> member.asked == 1);
  }

  @Test
  void theFastestStaysWithinTheTolerance() {
    var choice = new Fastest(50);
    var x = new Member("x");
    var y = new Member("y");
    var z = new Member("z");
    var all = java.util.List.of(x, y, z);
    assertThat(choice.order(all, null)).as("nothing known").containsExactly(x, y, z);
    y.measured(100);
    assertThat(choice.order(all, null).getFirst()).isSameAs(y);
    x.measured(50);
    assertThat(choice.order(all, null)).as("not faster by more than 50").containsExactly(y, x, z);
    z.measured(49);
    assertThat(choice.order(all, null)).containsExactly(z, x, y);
    z.failed(0, 3, new java.util.SplittableRandom(1));
    assertThat(choice.order(all, null)).as("a failure voids its delay").containsExactly(x, y, z);
  }

  @Test
  void tenDelaysAreKept() {
    var member = new Member("x");
    IntStream.range(0, 15).forEach(member::measured);
    assertThat(member.history()).hasSize(Member.HISTORY).startsWith(5L).endsWith(14L);
    assertThat(member.delay()).isEqualTo(14);
  }
}
