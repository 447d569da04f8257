// SPDX-License-Identifier: Apache-2.0
package io.sallyport.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.Test;

class NftablesTest {

  private static final NftTable OURS = NftTable.of("guard", "br-0");
  private static final String BODY =
      """
      counter dropped { }
      set ports { type inet_service; flags interval; elements = { 1000-2000, 53 } }
      chain in {
        type filter hook input priority 0; policy accept;
        meta l4proto udp udp dport @ports counter name dropped drop comment "udp"
        fib daddr type { multicast, local, anycast, broadcast } udp dport { 9, 7, 8 } accept
        tcp dport 9 counter reject comment "tcp"
      }
      """;

  @Test
  void namesOfTablesNeverMeet() {
    assertThat(OURS).hasToString("inet sallyport_guard_br_2d0");
    assertThat(NftTable.of("guard", "br_2d0")).isNotEqualTo(OURS);
    assertThat(NftTable.of("guard", "wlän").name()).isEqualTo("sallyport_guard_wl_c3_a4n");
    assertThatIllegalArgumentException().isThrownBy(() -> new NftTable("inet", "a; flush ruleset"));
    assertThatIllegalArgumentException().isThrownBy(() -> new NftTable("any", "a"));
  }

  @Test
  void quotesNoNameThatMeansMoreThanItself() {
    assertThat(Nftables.quote("eth0.5@a")).isEqualTo("\"eth0.5@a\"");
    for (var bad : List.of("eth*", "e\"h", "e\\h", "", "a b", "sixteen-bytes-xx", "a/b", "-x")) {
      assertThatIllegalArgumentException().as(bad).isThrownBy(() -> Nftables.quote(bad));
    }
  }

  @Test
  void replacesReadsBackAndNoticesOthers() throws Exception {
    OwnNamespace.run(NftablesTest.class, "tables");
  }

  static void tables() throws Exception {
    var nft = new Nftables();
    assertThat(nft.find(OURS)).isEmpty();
    var other = new NftTable("inet", "of_somebody_else");
    nft.apply("table inet of_somebody_else {\nchain c {\n}\n}\n");
    var first = nft.replace(OURS, BODY);
    assertThat(first.objects()).hasSize(6);
    assertThat(nft.find(OURS).orElseThrow().same(first)).isTrue();

    drop(2);
    var counted = nft.find(OURS).orElseThrow();
    assertThat(counted.same(first)).isTrue();
    assertThat(counted.counts().get("dropped").packets()).isEqualTo(2);
    assertThat(counted.counts().get("tcp").packets()).isZero();

    // A script that fails leaves everything as it was, and nft's own words are told.
    assertThatExceptionOfType(CommandException.class)
        .isThrownBy(() -> nft.replace(OURS, "chain fwd { }"))
        .satisfies(e -> assertThat(e.said()).contains("/dev/stdin:4:7-9:", "unexpected fwd"));
    assertThat(nft.find(OURS).orElseThrow().same(first)).isTrue();
    assertThatExceptionOfType(CommandException.class).isThrownBy(() -> nft.check("nonsense"));

    nft.apply("add element inet " + OURS.name() + " ports { 7 }");
    assertThat(nft.find(OURS).orElseThrow().same(first)).isFalse();
    nft.replace(OURS, BODY);
    assertThat(nft.find(OURS).orElseThrow().same(first)).isTrue();
    nft.apply("add rule inet " + OURS.name() + " in tcp dport 10 accept");
    assertThat(nft.find(OURS).orElseThrow().same(first)).isFalse();

    var capture = NftTable.of("capture", "br-0");
    var both = new LinkedHashMap<NftTable, String>();
    both.put(OURS, BODY);
    both.put(capture, "chain a { }");
    assertThat(nft.replaceAll(both)).extracting(NftListing::table).containsExactly(OURS, capture);
    assertThat(nft.tables()).contains(other, OURS, capture);
    nft.delete(OURS, capture);
    nft.delete(OURS);
    assertThat(nft.tables()).containsExactly(other);
  }

  private static void drop(int datagrams) throws Exception {
    try (var socket = new DatagramSocket()) {
      for (int i = 0; i < datagrams; i++) {
        socket.send(new DatagramPacket(new byte[1], 1, InetAddress.getLoopbackAddress(), 1500));
      }
    }
  }

  @Test
  void saysWhichCapabilityIsMissing() {
    var refused =
        new CommandException(
            List.of("nft", "-f", "-"),
            1,
            "Operation not permitted\n",
            Capability.NET_ADMIN.remedy());
    assertThat(refused).hasMessageContainingAll("cap_net_admin", "setcap", "--cap-add NET_ADMIN");
  }

  @Test
  void probesTheKernelWithoutATrace() throws Exception {
    OwnNamespace.run(NftablesTest.class, "probe");
  }

  static void probe() throws Exception {
    var features = KernelFeatures.probe(Commands.HERE);
    assertThat(features.nftables().present()).as(features.toString()).isTrue();
    assertThat(features.redirect().present()).as(features.toString()).isTrue();
    assertThat(new Nftables().tables()).isEmpty();
    for (var feature :
        List.of(features.tproxy(), features.socketMatch(), features.tun(), features.nftables())) {
      assertThat(feature.why().isEmpty()).isEqualTo(feature.present());
    }
  }
}
