// SPDX-License-Identifier: Apache-2.0
package io.sallyport.attach.internal.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.linux.Commands;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WaysRoundTest {

  private static final String NO_TABLES = "{\"nftables\": [{\"metainfo\": {}}]}";

  @Test
  void nothingIsSaidWhereThereIsNoWay() {
    assertThat(new WaysRound(Map.of("br0", List.of()), NO_TABLES, false).findings()).isEmpty();
    assertThat(new WaysRound(Map.of(), NO_TABLES, true).findings()).isEmpty();
  }

  @Test
  void whatStandsOnAnInterfaceIsToBeAttachedToo() {
    var uppers = Map.of("eth1", List.of("eth1.10", "mac0"), "mac0", List.<String>of());
    assertThat(new WaysRound(uppers, NO_TABLES, false).findings())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.level()).isEqualTo(Finding.Level.PROBLEM);
              assertThat(finding.subject()).isEqualTo("eth1");
              assertThat(finding.text()).startsWith("eth1.10 stands on it");
              assertThat(finding.remedy()).contains("attach:enable eth1.10");
            });
  }

  @Test
  void flowtablesWithAnAttachedDeviceAreAProblem() {
    String json =
        """
        {"nftables": [
          {"flowtable": {"family": "inet", "table": "fw4", "name": "ft", "dev": ["wan", "br0"]}},
          {"flowtable": {"family": "inet", "table": "one", "name": "f", "dev": "br0"}},
          {"flowtable": {"family": "inet", "table": "other", "name": "f", "dev": ["wan"]}},
          {"flowtable": {"family": "inet", "table": "none", "name": "f"}}]}
        """;
    assertThat(new WaysRound(Map.of("br0", List.of()), json, false).findings())
        .extracting(Finding::text)
        .satisfiesExactly(
            first -> assertThat(first).startsWith("fw4 ft has br0:"),
            second -> assertThat(second).startsWith("one f has br0:"));
    for (var broken : List.of("", "nonsense", "[]", "{\"nftables\": 5}", "{\"nftables\": [7]}")) {
      assertThat(new WaysRound(Map.of("br0", List.of()), broken, false).findings()).isEmpty();
    }
  }

  @Test
  void aMachineThatForwardsIsOpenUntilWeAreThere() {
    assertThat(new WaysRound(Map.of("br0", List.of()), NO_TABLES, true).findings())
        .singleElement()
        .satisfies(finding -> assertThat(finding.subject()).isEqualTo("restart"));
  }

  @Test
  void thisMachineCanBeLookedAt() {
    var ways = WaysRound.read(Commands.HERE, List.of("lo", "absent0"), false);
    assertThat(ways.uppers()).containsOnlyKeys("lo", "absent0");
    assertThat(ways.uppers().get("absent0")).isEmpty();
  }
}
