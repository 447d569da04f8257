// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torclient.directory;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.torclient.link.RelayEndpoint;
import io.sallyport.torcore.guard.GuardSet;
import io.sallyport.torcore.guard.GuardState;
import io.sallyport.torcore.netdir.NetDir;
import io.sallyport.torcore.netdir.TorNetwork;
import io.sallyport.torcore.netdoc.Digest256;
import io.sallyport.torcore.netdoc.Microdesc;
import io.sallyport.torcore.netdoc.Microdescs;
import io.sallyport.torcore.netdoc.NetdocException;
import io.sallyport.torcore.netdoc.SignedConsensus;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whom a client asks, by what it knows. */
class ServerChoiceTest {

  private static NetDir sample(boolean withMicrodescs) throws NetdocException {
    var microdescs = new HashMap<Digest256, Microdesc>();
    Microdescs.read(FakeServers.file("microdescs"), digest -> withMicrodescs)
        .entries()
        .forEach(entry -> microdescs.put(entry.microdesc().digest(), entry.microdesc()));
    return new NetDir(
        SignedConsensus.open(FakeServers.file("consensus-microdesc")).read(), microdescs::get);
  }

  private static List<Integer> ports(List<RelayEndpoint> servers) {
    return servers.stream().map(server -> server.addresses().getFirst().getPort()).toList();
  }

  @Test
  void fallbacksBeforeAuthoritiesAndNeverABridgeAuthority() {
    var network =
        TorNetwork.parse(
            List.of(
                "a0 orport=1 v3ident=142E8268562095ABDF9361E5EEEC3537881668AC 127.0.0.1:11 "
                    + "1".repeat(40),
                "a1 orport=2 v3ident=6BDA162FCE10062F42A52D768DAC20F55E2C6BB1 127.0.0.1:12 "
                    + "2".repeat(40),
                "noor v3ident=ACA6E2B29862618B1D9249788EB48CF3EC533DDF 127.0.0.1:13 "
                    + "3".repeat(40),
                "serge orport=4 bridge 127.0.0.1:14 " + "4".repeat(40),
                "FallbackDir 127.0.0.1 orport=101 id=" + "5".repeat(40),
                "FallbackDir 127.0.0.1 orport=102 id=" + "6".repeat(40),
                "FallbackDir 127.0.0.1 orport=103 id=" + "7".repeat(40)));
    var firsts = new HashSet<Integer>();
    for (int seed = 0; seed < 100; seed++) {
      var ports = ports(new ServerChoice(network, List::of, new Random(seed)).servers(null));
      assertThat(ports).containsExactlyInAnyOrder(1, 2, 101, 102, 103);
      assertThat(ports.subList(0, 2)).allMatch(port -> port > 100);
      assertThat(ports.get(2)).isIn(1, 2);
      firsts.add(ports.getFirst());
    }
    assertThat(firsts).hasSize(3);
  }

  @Test
  void thePublicNetworkIsBegunAtItsFallbacks() {
    var servers =
        new ServerChoice(TorNetwork.publicNetwork(), List::of, new Random(1)).servers(null);
    assertThat(servers).hasSize(209);
  }

  @Test
  void aClientWithAConsensusAsksRelaysOfIt() throws NetdocException {
    var choice = new ServerChoice(FakeServers.network(), List::of, new Random(1));
    var servers = choice.servers(sample(false));
    assertThat(servers).hasSizeBetween(6, 9).doesNotHaveDuplicates();
    assertThat(servers.getFirst().identity().ed25519()).isNull();
  }

  @Test
  void aClientWithGuardsAsksThemFirst() throws NetdocException {
    var network = sample(true);
    var guards = new GuardSet(GuardState.EMPTY, () -> FakeServers.NOW, new Random(3));
    guards.update(network);
    var choice = new ServerChoice(FakeServers.network(), guards::guards, new Random(1));
    var primary =
        guards.guards().stream()
            .filter(GuardSet.Status::primary)
            .map(status -> network.find(status.guard().identity()).orElseThrow().identity())
            .toList();
    assertThat(choice.servers(network).subList(0, 3))
        .extracting(RelayEndpoint::identity)
        .isEqualTo(primary);
    guards.failed(guards.guards().getFirst().guard().identity());
    assertThat(choice.servers(network).subList(0, 2))
        .extracting(RelayEndpoint::identity)
        .isEqualTo(primary.subList(1, 3));
  }
}
