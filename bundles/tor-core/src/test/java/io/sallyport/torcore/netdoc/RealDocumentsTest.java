// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.netdoc;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.torcore.cert.RsaIdentity;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What a network of C tor publishes. */
class RealDocumentsTest {

  private final byte[] document = Samples.bytes("consensus-microdesc");

  @Test
  void certificatesOfThreeAuthorities() {
    var batch = AuthorityCertificate.readAll(Samples.bytes("certificates"));
    assertThat(batch.refused()).isEmpty();
    assertThat(batch.entries()).hasSize(3);
    assertThat(Samples.voters())
        .contains(RsaIdentity.ofHex("7785FD39436EBE65C052EF25BF4D90712CCE749C"));
    assertThat(batch.entries().getFirst().certificate().expires())
        .isAfter(Samples.NOW.plus(Duration.ofDays(300)));
  }

  @Test
  void consensusIsTrustedByItsSignatures() throws NetdocException {
    var signed = SignedConsensus.open(document);
    var verdict = signed.check(Samples.voters(), Samples.certificates()::get, Samples.NOW);
    assertThat(verdict).isEqualTo(new SignatureVerdict.Trusted(Samples.voters()));
  }

  @Test
  void withoutCertificatesItNamesThem() throws NetdocException {
    var signed = SignedConsensus.open(document);
    var verdict = signed.check(Samples.voters(), id -> null, Samples.NOW);
    assertThat(verdict)
        .isEqualTo(new SignatureVerdict.NeedsCertificates(Samples.certificates().keySet(), 0, 2));
  }

  @Test
  void authoritiesThatAreNotKnownDoNotCount() throws NetdocException {
    var signed = SignedConsensus.open(document);
    var certificates = Samples.certificates();
    var strangers =
        Set.of(
            new RsaIdentity(new byte[20]),
            RsaIdentity.ofHex("F".repeat(40)),
            Samples.voters().iterator().next());
    assertThat(signed.check(strangers, certificates::get, Samples.NOW))
        .isInstanceOfSatisfying(
            SignatureVerdict.Refused.class,
            refused -> assertThat(refused.why()).startsWith("1 of 3").contains("2 of authorities"));
  }

  @Test
  void expiredCertificatesAreAskedForAgain() throws NetdocException {
    var signed = SignedConsensus.open(document);
    var later = Samples.NOW.plus(Duration.ofDays(800));
    assertThat(signed.check(Samples.voters(), Samples.certificates()::get, later))
        .isInstanceOf(SignatureVerdict.NeedsCertificates.class);
  }

  @Test
  void consensusIsRead() throws NetdocException {
    var consensus = SignedConsensus.open(document).read();
    assertThat(consensus.method()).isEqualTo(35);
    assertThat(consensus.lifetime())
        .isEqualTo(
            new Lifetime(
                Instant.parse("2026-11-21T03:18:40Z"),
                Instant.parse("2026-11-21T03:23:40Z"),
                Instant.parse("2026-11-21T04:18:40Z")));
    assertThat(consensus.voteDelay()).isEqualTo(Duration.ofSeconds(20));
    assertThat(consensus.parameters().voted())
        .isEqualTo(Map.of("AuthDirMaxServersPerAddr", 0, "cc_alg", 2, "hsdir_interval", 120));
    assertThat(consensus.requirements().requiredClient())
        .hasToString("Cons=2 Desc=2 FlowCtrl=1 Link=4 Microdesc=2 Relay=2");
    assertThat(consensus.voters()).hasSize(3);
    assertThat(consensus.weights().get("Wbd")).isEqualTo(3333);
    assertThat(consensus.relays()).hasSize(9);
    var exit =
        consensus.relays().stream()
            .filter(r -> r.nickname().equals("exit1"))
            .findFirst()
            .orElseThrow();
    assertThat(exit.identity()).hasToString("297B3CFD68AD56FD76F53983ADB9F2B92B4F57F6");
    assertThat(exit.address().toString()).isEqualTo("/127.0.0.1:21007");
    assertThat(exit.flags())
        .containsExactlyInAnyOrder(
            RelayFlag.EXIT,
            RelayFlag.FAST,
            RelayFlag.GUARD,
            RelayFlag.HS_DIR,
            RelayFlag.RUNNING,
            RelayFlag.STABLE,
            RelayFlag.V2_DIR,
            RelayFlag.VALID);
    assertThat(exit.protocols().supports("Relay", 6)).isTrue();
    assertThat(exit.protocols().supports("Relay", 7)).isFalse();
    assertThat(exit.bandwidth()).isZero();
    assertThat(exit.unmeasured()).isTrue();
    assertThat(exit.version()).isEqualTo("Tor 0.4.9.11");
  }

  @Test
  void everyRelayHasItsMicrodescriptor() {
    var microdescs = Samples.microdescs();
    assertThat(microdescs.keySet())
        .isEqualTo(
            Samples.consensus().relays().stream()
                .map(RouterStatus::microdesc)
                .collect(Collectors.toSet()));
    assertThat(microdescs.values()).allSatisfy(m -> assertThat(m.ed25519()).isNotNull());
    assertThat(microdescs.values()).filteredOn(m -> m.policy().allows(443)).hasSize(2);
  }

  @Test
  void microdescriptorsThatNobodyAskedForAreNotRead() {
    var wanted = Samples.consensus().relays().getFirst().microdesc();
    var batch = Microdescs.read(Samples.bytes("microdescs"), wanted::equals);
    assertThat(batch.entries()).hasSize(1);
    assertThat(batch.unwanted()).isEqualTo(8);
  }
}
