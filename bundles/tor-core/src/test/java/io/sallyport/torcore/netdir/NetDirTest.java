// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.netdir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sallyport.torcore.netdoc.BandwidthWeights;
import io.sallyport.torcore.netdoc.NetworkParameters;
import io.sallyport.torcore.netdoc.RelayFlag;
import io.sallyport.torcore.netdoc.RouterStatus;
import io.sallyport.torcore.netdoc.Samples;
import io.sallyport.torcore.netdoc.TestNetwork;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The joined network: what is missing, how much is there, weights and choice by them. */
class NetDirTest {

  private final TestNetwork generated = new TestNetwork(300, 1, 5, Samples.NOW);

  @Test
  void everythingIsThere() {
    var network = Networks.sample();
    assertThat(network.relays()).hasSize(9);
    assertThat(network.missing()).isEmpty();
    assertThat(network.hasEnough()).isTrue();
    assertThat(network.fraction().paths()).isEqualTo(1);
    var relay = network.relays().getFirst();
    assertThat(network.find(relay.rsa())).containsSame(relay);
    assertThat(network.find(relay.ed25519())).containsSame(relay);
  }

  @Test
  void whatIsMissingIsNamedAndWeighed() {
    var microdescs = new HashMap<>(Networks.microdescs(generated));
    var consensus = Networks.consensus(generated);
    var exits = consensus.relays().stream().filter(r -> r.is(RelayFlag.EXIT)).toList();
    exits.forEach(exit -> microdescs.remove(exit.microdesc()));
    var network = new NetDir(consensus, microdescs::get);
    assertThat(network.missing())
        .containsExactlyElementsOf(exits.stream().map(RouterStatus::microdesc).toList());
    assertThat(network.fraction().exits()).isZero();
    // Relays that are exits too have no weight anywhere else in this network.
    assertThat(network.fraction().guards()).isEqualTo(1);
    assertThat(network.hasEnough()).isFalse();
    var half = new NetDir(consensus, d -> d.hashCode() % 2 == 0 ? microdescs.get(d) : null);
    assertThat(half.fraction().guards()).isBetween(0.2, 0.8);
    assertThat(half.fraction().middles()).isBetween(0.2, 0.8);
    assertThat(new NetDir(consensus, digest -> null).relays()).isEmpty();
    assertThat(new NetDir(consensus, digest -> null).hasEnough()).isFalse();
  }

  @Test
  void weightsFollowPositions() {
    var consensus = Networks.consensus(generated);
    var weights = new RelayWeights(consensus);
    for (var relay : consensus.relays()) {
      boolean guard = relay.is(RelayFlag.GUARD);
      boolean exit = relay.is(RelayFlag.EXIT);
      double expected = !guard ? 0.5969 : exit ? 0 : 0.5969;
      if (!exit || guard) {
        assertThat(weights.of(relay, Position.GUARD))
            .isCloseTo(relay.bandwidth() * expected, within(1e-6));
      }
      if (exit) {
        assertThat(weights.of(relay, Position.EXIT)).isCloseTo(relay.bandwidth(), within(1e-6));
        assertThat(weights.of(relay, Position.MIDDLE)).isZero();
      }
    }
  }

  @Test
  void withoutWeightsBandwidthCounts() {
    var consensus =
        Networks.with(Networks.consensus(generated), BandwidthWeights.of(Map.of("Wgg", 5)));
    var weights = new RelayWeights(consensus);
    assertThat(consensus.relays())
        .allSatisfy(
            r -> assertThat(weights.of(r, Position.MIDDLE)).isEqualTo((double) r.bandwidth()));
  }

  @Test
  void choiceIsInProportion() {
    var random = new Random(3);
    var counts = new int[4];
    for (int i = 0; i < 20_000; i++) {
      counts[WeightedChoice.pick(List.of(0, 1, 2, 3), n -> n, random).orElseThrow()]++;
    }
    assertThat(counts[0]).isZero();
    assertThat(counts[3] / 20_000.0).isCloseTo(0.5, within(0.02));
    assertThat(counts[1] / 20_000.0).isCloseTo(1 / 6.0, within(0.02));
  }

  @Test
  void choiceSurvivesWeightsThatAreAllZero() {
    var random = new Random(3);
    var counts = new int[4];
    for (int i = 0; i < 8_000; i++) {
      counts[WeightedChoice.pick(List.of(0, 1, 2, 3), n -> 0, random).orElseThrow()]++;
    }
    for (int count : counts) {
      assertThat(count).isBetween(1_700, 2_300);
    }
    assertThat(WeightedChoice.pick(List.of(), n -> 1, random)).isEmpty();
  }

  @Test
  void familiesCountOnlyWhereTheyAreMutualOrProven() {
    var network = new NetDir(Networks.consensus(generated), Networks.microdescs(generated)::get);
    var members = network.relays(r -> !r.microdesc().family().ids().isEmpty());
    var one = members.getFirst();
    var same =
        members.stream()
            .filter(
                r ->
                    !r.equals(one)
                        && r.microdesc().family().ids().equals(one.microdesc().family().ids()))
            .findFirst()
            .orElseThrow();
    var parameters = NetworkParameters.DEFAULTS;
    assertThat(one.sharesFamilyWith(same, parameters)).isTrue();
    assertThat(one.sharesFamilyWith(same, NetworkParameters.of(Map.of("use-family-ids", 0))))
        .isFalse();
    assertThat(one.sharesFamilyWith(one, NetworkParameters.of(Map.of("use-family-ids", 0))))
        .isTrue();
    var stranger = network.relays(r -> r.microdesc().family().ids().isEmpty()).getFirst();
    assertThat(one.sharesFamilyWith(stranger, parameters)).isFalse();
  }

  @Test
  void subnetsAreTheFirstSixteenBits() {
    var network = new NetDir(Networks.consensus(generated), Networks.microdescs(generated)::get);
    for (var a : network.relays().subList(0, 60)) {
      for (var b : network.relays()) {
        byte[] left = a.status().address().getAddress().getAddress();
        byte[] right = b.status().address().getAddress().getAddress();
        boolean both6 = a.addresses().size() > 1 && b.addresses().size() > 1;
        boolean same = left[0] == right[0] && left[1] == right[1];
        // All IPv6 addresses of this network are in one /32.
        assertThat(a.sharesSubnetWith(b)).isEqualTo(same || both6);
      }
    }
  }
}
