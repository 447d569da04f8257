// SPDX-License-Identifier: Apache-2.0
package io.sallyport.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class RoutingTest {

  @Test
  void refusesWhatWouldBeReadAsMoreThanOneWord() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> IpRule.ofInterface(Family.INET4, 10, "a b", 100));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> IpRule.ofMark(Family.INET4, 40000, 1, 100));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> IpRule.ofUids(Family.INET4, 1, 5, 4, 100));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> IpRoute.defaultInto(Family.INET4, "-x", 100));
  }

  @Test
  void installsAndRemovesWholePlans() throws Exception {
    OwnNamespace.run(RoutingTest.class, "plans");
  }

  @SuppressWarnings("try")
  static void plans() throws Exception {
    var routing = new Routing();
    for (var family : Family.values()) {
      try (var tun = Tun.open(TunOptions.tun("sally0"))) {
        new Links().up(tun.name(), true);
        new Links().address(tun.name(), family == Family.INET4 ? "198.18.0.1/30" : "fd00::1/64");
        var plan =
            new RoutingPlan(
                List.of(
                    IpRoute.lastUnreachable(family, 7001),
                    IpRoute.defaultInto(family, tun.name(), 7001),
                    IpRoute.localDefault(family, 7002)),
                List.of(
                    IpRule.ofInterface(family, 1100, "not-there-yet", 7001),
                    IpRule.ofUids(family, 1101, 1000, 1010, 7001),
                    IpRule.ofMark(family, 1102, 0x70, 7002),
                    new IpRule(family, 1103, "lo", new IpRule.Mark(0x10, 0xf0), null, 7002)));
        routing.install(plan);
        assertThat(routing.isInstalled(plan)).isTrue();
        routing.install(plan);
        assertThat(routing.rules(family)).containsOnlyOnceElementsOf(plan.rules());

        // With the device its route goes; the one that catches everything stays.
        tun.close();
        assertThat(routing.isInstalled(plan)).isFalse();
        assertThat(routing.routes(family, 7001))
            .extracting(IpRoute::kind)
            .containsExactly(IpRoute.Kind.UNREACHABLE);

        routing.remove(plan);
        routing.remove(plan);
        assertThat(routing.rules(family)).doesNotContainAnyElementsOf(plan.rules());
        assertThat(routing.routes(family, 7001)).isEmpty();
        assertThat(routing.routes(family, 7002)).isEmpty();
      }
    }
  }

  @Test
  void takesBackWhatItDidWhenALaterStepFails() throws Exception {
    OwnNamespace.run(RoutingTest.class, "undo");
  }

  static void undo() throws Exception {
    var routing = new Routing();
    var kept = IpRule.ofMark(Family.INET4, 900, 5, 7005);
    routing.install(new RoutingPlan(List.of(), List.of(kept)));
    var plan =
        new RoutingPlan(
            List.of(
                IpRoute.lastUnreachable(Family.INET4, 7005),
                IpRoute.defaultInto(Family.INET4, "absent0", 7005)),
            List.of(kept, IpRule.ofMark(Family.INET4, 901, 6, 7005)));
    assertThatExceptionOfType(CommandException.class)
        .isThrownBy(() -> routing.install(plan))
        .withMessageContaining("absent0");
    assertThat(routing.routes(Family.INET4, 7005)).isEmpty();
    assertThat(routing.rules(Family.INET4)).contains(kept).doesNotContain(plan.rules().get(1));
  }
}
