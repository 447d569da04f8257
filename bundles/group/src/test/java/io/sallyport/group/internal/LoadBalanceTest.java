// SPDX-License-Identifier: Apache-2.0
package io.sallyport.group.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.api.ConnectFailure.Reason;
import io.sallyport.api.Flow;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LoadBalanceTest {

  private final World world = new World();
  private final List<String> tags = List.of("a", "b", "c", "d");
  private final Map<String, World.Fake> members = new HashMap<>();

  LoadBalanceTest() {
    tags.forEach(tag -> members.put(tag, world.member(tag)));
  }

  private Group group(String strategy) throws Exception {
    return world.group(
        Kind.LOADBALANCE, "lb", "outbounds", tags.toArray(String[]::new), "strategy", strategy);
  }

  private List<Integer> asked() {
    return tags.stream().map(tag -> members.get(tag).asked).toList();
  }

  private static Flow flow(int source, String host) {
    return World.flow("198.51." + source / 256 + "." + source % 256, host);
  }

  /** The member that a flow goes by. */
  private String by(Group group, Flow flow) {
    var before = asked();
    assertThat(world.connect(group, flow).isSuccess()).isTrue();
    for (int i = 0; i < tags.size(); i++) {
      if (asked().get(i) > before.get(i) && members.get(tags.get(i)).fails == null) {
        return tags.get(i);
      }
    }
    throw new AssertionError("by nobody");
  }

  @Test
  void roundRobinIsEven() throws Exception {
    var group = group("round-robin");
    for (int i = 0; i < 100; i++) {
      world.connect(group);
      group.availability(); // a question takes nobody's turn
    }
    assertThat(asked()).containsExactly(25, 25, 25, 25);
    assertThat(World.chosen(group)).as("no member is the one").isNull();
  }

  @Test
  void leastConnectionsGoWhereStreamsHaveEnded() throws Exception {
    var group = group("least-connections");
    for (int i = 0; i < 40; i++) {
      world.connect(group);
    }
    assertThat(asked()).containsExactly(10, 10, 10, 10);
    members.get("c").opened.forEach(channel -> channel.close());
    for (int i = 0; i < 10; i++) {
      world.connect(group);
    }
    assertThat(asked()).containsExactly(10, 10, 20, 10);
  }

  @Test
  void hashingIsStableAndALossMovesOnlyTheLostHosts() throws Exception {
    var group = group("consistent-hashing");
    var before = new HashMap<String, String>();
    for (int i = 0; i < 400; i++) {
      before.put("h" + i + ".example", by(group, flow(i, "h" + i + ".example")));
    }
    assertThat(asked()).allSatisfy(count -> assertThat(count).isBetween(60, 140));
    before.forEach(
        (host, tag) -> assertThat(by(group, flow(9, host))).as("any source").isEqualTo(tag));

    members.get("b").fails = Reason.UPSTREAM_FAILED;
    before.forEach(
        (host, tag) -> {
          var now = by(group, flow(1, host));
          if (tag.equals("b")) {
            assertThat(now).isNotEqualTo("b");
          } else {
            assertThat(now).isEqualTo(tag);
          }
        });
  }

  @Test
  void stickyPairsStayTenMinutesAndFollowAFailover() throws Exception {
    var group = group("sticky-sessions");
    var first = by(group, flow(1, "h.example"));
    for (int i = 0; i < 10; i++) {
      by(group, flow(2 + i, "h.example"));
      assertThat(by(group, flow(1, "h.example"))).isEqualTo(first);
      world.pass(Duration.ofMinutes(9));
    }
    members.get(first).fails = Reason.UPSTREAM_FAILED;
    var second = by(group, flow(1, "h.example"));
    assertThat(second).isNotEqualTo(first);
    members.get(first).fails = null;
    assertThat(by(group, flow(1, "h.example"))).as("bound anew").isEqualTo(second);
  }

  @Test
  void stickyTableIsBoundedAndForgets() {
    var sticky = new Sticky(world::nanos);
    var all = Stream.of("a", "b", "c").map(Member::new).toList();
    for (int i = 0; i < Sticky.MOST + 100; i++) {
      sticky.landed(flow(i, "h.example"), all.get(2));
    }
    assertThat(sticky.size()).isEqualTo(Sticky.MOST);
    var last = flow(Sticky.MOST + 99, "h.example");
    assertThat(sticky.order(all, last).getFirst().tag()).isEqualTo("c");
    assertThat(sticky.order(all, flow(0, "h.example")).getFirst().tag())
        .as("the oldest is forgotten")
        .isEqualTo("a");
    world.pass(Duration.ofMinutes(10));
    sticky.landed(last, all.get(1));
    assertThat(sticky.size()).as("the expired are gone").isOne();
  }

  @Test
  void everyStrategyPassesOverMembersThatRest() throws Exception {
    for (var strategy : Rule.Strategy.values()) {
      var group = group(strategy.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'));
      members.get("a").fails = Reason.UPSTREAM_FAILED;
      for (int i = 0; i < 200; i++) {
        assertThat(world.connect(group, flow(i, "h" + i + ".example")).isSuccess()).isTrue();
      }
      assertThat(members.get("a").asked).as(strategy.name()).isEqualTo(3);
      members.get("a").asked = 0;
    }
  }
}
