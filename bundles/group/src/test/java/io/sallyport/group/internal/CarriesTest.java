// SPDX-License-Identifier: Apache-2.0
package io.sallyport.group.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.api.Network;
import org.junit.jupiter.api.Test;

/** Which networks a group can carry at all. */
class CarriesTest {

  private final World world = new World();

  private boolean datagrams(Kind kind, String... members) throws Exception {
    var group = world.group(kind, "g", "outbounds", members);
    assertThat(group.carries(Network.TCP)).isTrue();
    return group.carries(Network.UDP);
  }

  private void streamsOnly(String tag) {
    world.register(tag, new World.Fake(), false);
  }

  @Test
  void datagramsOnlyIfAMemberDoes() throws Exception {
    streamsOnly("tor");
    streamsOnly("other");
    world.member("direct");
    assertThat(datagrams(Kind.FALLBACK, "tor", "other")).isFalse();
    assertThat(datagrams(Kind.FALLBACK, "tor", "direct")).isTrue();
    assertThat(datagrams(Kind.FALLBACK, "tor", "yet-to-come")).isTrue();
  }

  @Test
  void ofASelectorOnlyTheChosenCounts() throws Exception {
    streamsOnly("tor");
    world.member("direct");
    assertThat(datagrams(Kind.SELECTOR, "tor", "direct")).isFalse();
    assertThat(datagrams(Kind.SELECTOR, "direct", "tor")).isTrue();
  }

  @Test
  void aGroupWithinIsAskedItself() throws Exception {
    streamsOnly("tor");
    world.group(Kind.FALLBACK, "inner", "outbounds", new String[] {"tor"});
    assertThat(datagrams(Kind.SELECTOR, "inner")).isFalse();
  }
}
