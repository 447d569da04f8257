// SPDX-License-Identifier: Apache-2.0
package io.sallyport.group.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import io.sallyport.api.AddressFamily;
import io.sallyport.api.Availability;
import io.sallyport.api.ConnectFailure;
import io.sallyport.api.ConnectFailure.Reason;
import io.sallyport.api.Isolation;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What holds for every group, by the one whose order is plain. */
class FallbackTest {

  private final World world = new World();
  private final World.Fake a = world.member("a");
  private final World.Fake b = world.member("b");
  private Group group;

  @BeforeEach
  void open() throws Exception {
    group = fallback("g", "a", "b");
  }

  private Group fallback(String tag, String... members) throws Exception {
    return world.group(Kind.FALLBACK, tag, "outbounds", members);
  }

  private static Reason reason(Future<?> done) {
    return ((ConnectFailure) done.cause()).reason();
  }

  private void failsOften(World.Fake member, int times) {
    member.fails = Reason.UPSTREAM_FAILED;
    for (int i = 0; i < times; i++) {
      assertThat(world.connect(group).isSuccess()).isTrue();
    }
  }

  @Test
  void theNextMemberIsTriedWithinTheSameDial() {
    a.fails = Reason.UPSTREAM_FAILED;
    assertThat(world.connect(group).getNow()).isSameAs(b.opened.getFirst());
    assertThat(a.asked).isOne();
    assertThat(World.state(group, "a").failures()).isOne();
    assertThat(World.state(group, "b").streams()).isOne();
    assertThat(group.counters()).containsEntry("retries", 1L).containsEntry("streams", 1L);
    b.opened.getFirst().close();
    assertThat(World.state(group, "b").streams()).isZero();
  }

  @ParameterizedTest
  @EnumSource(Reason.class)
  void aFailureIsEitherTheWaysOrAnAnswer(Reason reason) {
    a.fails = reason;
    var done = world.connect(group);
    int blame = World.state(group, "a").failures();
    switch (reason) {
      case REFUSED, NAME_NOT_FOUND, REJECTED, DROPPED, CANCELLED -> {
        assertThat(reason(done)).isEqualTo(reason);
        assertThat(b.asked).as("nobody else is asked").isZero();
        assertThat(blame).as("nobody is blamed").isZero();
      }
      case UNSUPPORTED, LIMIT -> {
        assertThat(done.isSuccess()).isTrue();
        assertThat(blame).as("it cannot, which is no fault").isZero();
      }
      case OUTBOUND_UNAVAILABLE,
          UPSTREAM_AUTH,
          UPSTREAM_PROTOCOL,
          UPSTREAM_FAILED,
          TIMEOUT,
          HOST_UNREACHABLE,
          NETWORK_UNREACHABLE,
          RESOLVE_FAILED,
          GENERAL -> {
        assertThat(done.isSuccess()).isTrue();
        assertThat(blame).as("another got through").isOne();
      }
    }
  }

  @Test
  void aDestinationThatNobodyReachesCondemnsNoMember() {
    a.fails = Reason.HOST_UNREACHABLE;
    b.fails = Reason.TIMEOUT;
    for (int i = 0; i < 10; i++) {
      assertThat(reason(world.connect(group))).isEqualTo(Reason.HOST_UNREACHABLE);
    }
    assertThat(World.state(group, "a").problem()).isNull();
    assertThat(World.state(group, "b").problem()).isNull();
    assertThat(group.availability()).isEqualTo(Availability.AVAILABLE);
  }

  @Test
  void anAnswerByTheSecondProvesTheFirstBroken() {
    a.fails = Reason.TIMEOUT;
    b.fails = Reason.REFUSED;
    assertThat(reason(world.connect(group))).isEqualTo(Reason.REFUSED);
    assertThat(World.state(group, "a").failures()).isOne();
    assertThat(World.state(group, "b").failures()).isZero();
  }

  @Test
  void aSilentMemberLeavesTimeForTheOthersAndComesTooLate() {
    a.silent = true;
    var done = world.connect(group);
    world.pass(Duration.ofMillis(4990));
    assertThat(b.asked).as("half of ten seconds is not over").isZero();
    world.pass(Duration.ofMillis(20));
    assertThat(done.getNow()).isSameAs(b.opened.getFirst());
    assertThat(a.waiting.getFirst().isCancelled()).as("the attempt is given up").isTrue();
  }

  @Test
  void whatComesLateInSpiteOfBeingCancelledIsClosed() {
    a.silent = true;
    world.connect(group);
    a.waiting.getFirst().setUncancellable();
    world.pass(Duration.ofMillis(5010));
    var late = a.open();
    a.waiting.getFirst().setSuccess(late);
    world.settle();
    assertThat(late.isOpen()).isFalse();
  }

  @Test
  void allSilentIsATimeoutWithinTheWholeTime() {
    a.silent = true;
    b.silent = true;
    var done = world.connect(group);
    world.pass(Duration.ofMillis(5010));
    assertThat(done.isDone()).isFalse();
    world.pass(Duration.ofMillis(5000));
    assertThat(reason(done)).isEqualTo(Reason.TIMEOUT);
    assertThat(done.cause()).hasMessageContaining("a: ").hasMessageContaining("b: ");
  }

  @Test
  void cancellingADialCancelsItsAttempt() {
    a.silent = true;
    var done = world.connect(group);
    done.cancel(true);
    world.settle();
    assertThat(a.waiting.getFirst().isCancelled()).isTrue();
    assertThat(b.asked).isZero();
    assertThat(World.state(group, "a").failures()).isZero();
  }

  @Test
  void aMemberThatThrowsIsAFailureOfItsOwn() {
    a.breaks = true;
    assertThat(world.connect(group).isSuccess()).isTrue();
  }

  @Test
  void afterThreeFailuresAMemberRestsAndThenOneFlowTriesIt() {
    failsOften(a, 3);
    assertThat(World.chosen(group)).isEqualTo("b");
    assertThat(World.state(group, "a").problem()).isEqualTo("rests");
    world.connect(group);
    assertThat(a.asked).as("passed over").isEqualTo(3);

    world.pass(Duration.ofSeconds(3));
    a.fails = null;
    a.silent = true;
    var trial = world.connect(group);
    assertThat(a.asked).isEqualTo(4);
    world.connect(group);
    assertThat(a.asked).as("one trial at a time").isEqualTo(4);

    a.waiting.getFirst().setSuccess(a.open());
    world.settle();
    assertThat(trial.isSuccess()).isTrue();
    assertThat(World.chosen(group)).as("back at the first success").isEqualTo("a");
    assertThat(World.state(group, "a").failures()).isZero();
  }

  @Test
  void aRestThatIsOverSelectsNobodyBeforeATrialHasWorked() throws Exception {
    group =
        world.group(
            Kind.FALLBACK,
            "i",
            "outbounds",
            new String[] {"a", "b"},
            "interrupt_exist_connections",
            true);
    world.connect(group);
    failsOften(a, 3);
    Channel byB = b.opened.getLast();
    for (int i = 0; i < 5; i++) {
      world.pass(Duration.ofMinutes(6));
      a.availability = new Availability.Unavailable("it says so of itself");
      int asked = a.asked;
      assertThat(World.chosen(group)).isEqualTo("b");
      world.connect(group);
      assertThat(a.asked).as("one flow goes and sees").isEqualTo(asked + 1);
    }
    assertThat(byB.isOpen()).as("failed trials cut nobody off").isTrue();
    assertThat(group.counters()).containsEntry("switches", 1L);
  }

  @Test
  void restsGrowWithEachFailedTrial() {
    failsOften(a, 3);
    world.pass(Duration.ofMillis(2600));
    world.connect(group);
    assertThat(a.asked).isEqualTo(4);
    world.pass(Duration.ofMillis(2600));
    world.connect(group);
    assertThat(a.asked).as("the second rest is longer than the first").isEqualTo(4);
    world.pass(Duration.ofMillis(2500));
    world.connect(group);
    assertThat(a.asked).isEqualTo(5);
  }

  @Test
  void whenAllRestAllAreTried() {
    b.fails = Reason.UPSTREAM_FAILED;
    a.fails = Reason.UPSTREAM_FAILED;
    for (int i = 0; i < 3; i++) {
      assertThat(reason(world.connect(group))).isEqualTo(Reason.UPSTREAM_FAILED);
    }
    assertThat(group.availability()).isInstanceOf(Availability.Unavailable.class);
    b.fails = null;
    assertThat(world.connect(group).isSuccess()).isTrue();
  }

  @Test
  void unavailableMembersComeLastAndAbsentOnesNever() {
    a.availability = new Availability.Unavailable("no circuit");
    assertThat(world.connect(group).getNow()).isSameAs(b.opened.getFirst());
    assertThat(a.asked).isZero();
    world.outbounds.remove("b");
    assertThat(world.connect(group).getNow()).isSameAs(a.opened.getFirst());
    world.outbounds.remove("a");
    assertThat(reason(world.connect(group))).isEqualTo(Reason.OUTBOUND_UNAVAILABLE);
  }

  @Test
  void datagramsPassOverMembersWithoutThem() {
    world.register("a", a, false);
    var done = group.associate(World.flow("198.51.100.1", "host.example"), world.loop);
    world.settle();
    assertThat(done.getNow()).isSameAs(b.opened.getFirst());
    assertThat(a.asked).isZero();
    world.register("b", b, false);
    assertThat(reason(group.associate(World.flow("198.51.100.1", "x.example"), world.loop)))
        .isEqualTo(Reason.UNSUPPORTED);
  }

  @Test
  void lookupsAreRetriedLikeStreams() {
    a.fails = Reason.UPSTREAM_FAILED;
    var whom = new Isolation(List.of("somebody"));
    var done = group.resolve("host.example", AddressFamily.PREFER_IPV4, whom, world.loop);
    world.settle();
    assertThat(done.getNow()).hasSize(1);
    assertThat(b.asked).isOne();
    assertThat(List.of(a.behalf, b.behalf)).containsOnly(whom);
  }

  @Test
  void aGroupInAGroupFailsOverAsAWhole() throws Exception {
    var c = world.member("c");
    var outer = fallback("outer", "g", "c");
    a.fails = Reason.UPSTREAM_FAILED;
    b.fails = Reason.UPSTREAM_AUTH;
    assertThat(world.connect(outer).getNow()).isSameAs(c.opened.getFirst());
    world.connect(outer);
    world.connect(outer);
    assertThat(outer.availability()).isEqualTo(Availability.AVAILABLE);
    assertThat(World.state(outer, "g").problem()).isNotNull();
    b.fails = null;
    world.pass(Duration.ofSeconds(3));
    assertThat(world.connect(outer).getNow()).isSameAs(b.opened.getFirst());
  }

  @Test
  void aLoopOfGroupsIsRefusedNotFollowed() throws Exception {
    var x = fallback("x", "y");
    var y = fallback("y", "x", "a");
    assertThat(reason(world.connect(x))).isEqualTo(Reason.OUTBOUND_UNAVAILABLE);
    assertThat(world.connect(y).cause()).hasMessageContaining("leads back");
    assertThat(y.availability()).isInstanceOf(Availability.Unavailable.class);
  }

  @Test
  void tooDeepANestingIsRefused() throws Exception {
    Group top = group;
    for (int i = 1; i < Nesting.DEEPEST; i++) {
      top = fallback("g" + i, i == 1 ? "g" : "g" + (i - 1));
    }
    assertThat(world.connect(top).isSuccess()).isTrue();
    assertThat(reason(world.connect(fallback("deeper", "g" + (Nesting.DEEPEST - 1)))))
        .isEqualTo(Reason.OUTBOUND_UNAVAILABLE);
  }

  @Test
  void reconfiguringKeepsStreamsAndHealthOfMembersThatStay() throws Exception {
    world.connect(group);
    Channel stream = a.opened.getFirst();
    failsOften(a, 3);
    world.member("c");
    group.reconfigure(
        World.properties("g", "outbounds", new String[] {"c", "a"}, "connect_timeout", "3s"));
    assertThat(stream.isOpen()).isTrue();
    assertThat(b.opened.getFirst().isOpen()).as("of a member that has gone").isTrue();
    assertThat(World.state(group, "a").problem()).isEqualTo("rests");
    assertThat(World.state(group, "a").streams()).isOne();
    assertThat(World.chosen(group)).isEqualTo("c");
  }

  @Test
  void interruptClosesStreamsOfAMemberThatHasGoneAndOnRecovery() throws Exception {
    group =
        world.group(
            Kind.FALLBACK,
            "i",
            "outbounds",
            new String[] {"a", "b"},
            "interrupt_exist_connections",
            true);
    world.connect(group);
    failsOften(a, 3);
    assertThat(a.opened.getFirst().isOpen()).as("its way is given up").isFalse();
    Channel byB = b.opened.getLast();
    assertThat(byB.isOpen()).isTrue();
    a.fails = null;
    world.pass(Duration.ofSeconds(3));
    world.connect(group);
    assertThat(byB.isOpen()).as("all go back to the first").isFalse();
    assertThat(a.opened.getLast().isOpen()).isTrue();
    group.reconfigure(
        World.properties(
            "i", "outbounds", new String[] {"b"}, "interrupt_exist_connections", true));
    assertThat(a.opened.getLast().isOpen()).isFalse();
  }
}
