// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.netdoc;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.torcore.netdoc.NetdocException.Kind;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every truncation, every byte changed, and texts that the grammar forbids. */
class HostileDocumentsTest {

  private final byte[] consensus = Samples.bytes("consensus-microdesc");
  private final String text = new String(consensus, US_ASCII);
  private final int signedEnd = text.indexOf("directory-signature");

  /** Whether the document is trusted; documents that cannot be opened are not. */
  private static boolean trusted(byte[] document) {
    try {
      var signed = SignedConsensus.open(document);
      return signed.check(Samples.voters(), CERTIFICATES::get, Samples.NOW)
          instanceof SignatureVerdict.Trusted;
    } catch (NetdocException e) {
      return false;
    }
  }

  private static final java.util.Map<AuthorityCertificate.Id, AuthorityCertificate> CERTIFICATES =
      Samples.certificates();

  private static void readAnyway(byte[] document) {
    try {
      SignedConsensus.open(document).read();
    } catch (NetdocException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  @Test
  void everyTruncationOfAConsensus() {
    int second =
        text.indexOf("directory-signature", text.indexOf("directory-signature", signedEnd + 1) + 1);
    for (int length = 0; length < consensus.length; length++) {
      byte[] cut = Arrays.copyOf(consensus, length);
      readAnyway(cut);
      // With two of three signatures whole, it is as good as before.
      assertThat(length != second && length > signedEnd && trusted(cut)).as("%d", length).isFalse();
    }
    assertThat(trusted(Arrays.copyOf(consensus, second))).isTrue();
  }

  @Test
  void everyByteOfAConsensusChanged() {
    for (int i = 0; i < consensus.length; i++) {
      byte[] changed = consensus.clone();
      changed[i] ^= (byte) (1 << i % 8);
      readAnyway(changed);
      if (i < signedEnd + "directory-signature ".length() && i % 3 == 0) {
        assertThat(trusted(changed)).as("byte %d", i).isFalse();
      }
    }
  }

  @Test
  void everyTruncationAndChangeOfACertificate() throws NetdocException {
    var first = AuthorityCertificate.readAll(Samples.bytes("certificates")).entries().getFirst();
    byte[] good = Arrays.copyOf(Samples.bytes("certificates"), first.length());
    assertThat(AuthorityCertificate.parse(good).id()).isEqualTo(first.certificate().id());
    for (int length = 0; length < good.length; length++) {
      byte[] cut = Arrays.copyOf(good, length);
      assertThatThrownBy(() -> AuthorityCertificate.parse(cut)).isInstanceOf(NetdocException.class);
    }
    int signature = new String(good, US_ASCII).indexOf("dir-key-certification");
    for (int i = 0; i < good.length; i++) {
      byte[] changed = good.clone();
      changed[i] ^= (byte) (1 << i % 8);
      try {
        AuthorityCertificate.parse(changed);
        // Only what is not signed may be changed: bits of base64 that belong to no byte.
        assertThat(i).isGreaterThan(signature);
      } catch (NetdocException e) {
        assertThat(e.getMessage()).isNotBlank();
      }
    }
  }

  @Test
  void everyTruncationOfMicrodescriptors() {
    byte[] good = Samples.bytes("microdescs");
    for (int length = 0; length < good.length; length++) {
      var batch = Microdescs.read(Arrays.copyOf(good, length), digest -> true);
      assertThat(batch.entries().size() + batch.refused().size()).isLessThanOrEqualTo(9);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "vote-status consensus, vote-status vote, UNSUPPORTED",
    "network-status-version 3 microdesc, network-status-version 3 ns, UNSUPPORTED",
    "network-status-version 3 microdesc, network-status-version 4 microdesc, UNSUPPORTED",
    "valid-after 2026-11-21 03:18:40, valid-after 2026-11-31 03:18:40, VALUE",
    "valid-after 2026-11-21 03:18:40, valid-after 2027-11-21 03:18:40, VALUE",
    "hsdir_interval=120, hsdir_interval=99999999999, VALUE",
    "params AuthDirMaxServersPerAddr=0 cc_alg=2, params cc_alg=2 cc_alg=2, VALUE",
    "consensus-method 35, consensus-method 35\\nconsensus-method 35, MISPLACED",
    "Exit Fast Guard HSDir NoEd, Fast Exit Guard HSDir NoEd, VALUE",
    "voting-delay 20 20, voting-delay 20, VALUE",
    "directory-footer, r x, VALUE",
  })
  void itemsThatAreWrong(String from, String to, Kind kind) {
    assertThat(text).contains(from);
    byte[] changed =
        text.replaceFirst(
                java.util.regex.Pattern.quote(from),
                java.util.regex.Matcher.quoteReplacement(to.replace("\\n", "\n")))
            .getBytes(US_ASCII);
    assertThatThrownBy(() -> SignedConsensus.open(changed).read())
        .isInstanceOfSatisfying(
            NetdocException.class, e -> assertThat(e.kind()).as(e.getMessage()).isEqualTo(kind));
  }

  @Test
  void unknownKeywordsAndArgumentsArePassedOver() throws NetdocException {
    String more =
        text.replace(
                "voting-delay 20 20\n",
                "voting-delay 20 20 30\n"
                    + "of-tomorrow 1 2\n"
                    + "-----BEGIN X-----\n"
                    + "AAAA\n"
                    + "-----END X-----\n")
            .replace("\nm ", "\nof-tomorrow again\nm ")
            .replace("directory-footer\n", "directory-footer\nof-tomorrow\n");
    assertThat(SignedConsensus.open(more.getBytes(US_ASCII)).read().relays()).hasSize(9);
  }

  @Test
  void parametersAreInTheOrderOfWholeArguments() throws NetdocException {
    String ordered =
        text.replace("params ", "params A-b=1 A=2 ").replace("AuthDirMaxServersPerAddr=0 ", "");
    assertThat(SignedConsensus.open(ordered.getBytes(US_ASCII)).read().parameters().voted())
        .containsEntry("A-b", 1)
        .containsEntry("A", 2);
    assertKind(text.replace("params ", "params A=2 A-b=1 "), Kind.VALUE);
    assertKind(text.replace("params ", "params A=1 A=2 "), Kind.VALUE);
  }

  @Test
  void addressesOfARelay() throws NetdocException {
    String more = text.replace("\nm ", "\na [2001:db8::1]:443\na of.tomorrow:1\nm ");
    var relay = SignedConsensus.open(more.getBytes(US_ASCII)).read().relays().getFirst();
    assertThat(relay.further()).hasToString("[/[2001:db8:0:0:0:0:0:1]:443]");
  }

  @Test
  void relaysOutOfOrderAreRefused() {
    int first = text.indexOf("\nr ") + 1;
    int second = text.indexOf("\nr ", first) + 1;
    int third = text.indexOf("\nr ", second) + 1;
    String swapped =
        text.substring(0, first)
            + text.substring(second, third)
            + text.substring(first, second)
            + text.substring(third);
    assertThatThrownBy(() -> SignedConsensus.open(swapped.getBytes(US_ASCII)).read())
        .hasMessageContaining("order");
  }

  /** TROVE-2026-019: signatures over digests that nobody knows. */
  @Test
  void signaturesOfUnknownAlgorithmsDoNotCount() {
    for (String algorithm : new String[] {"sha999", "sha1", "SHA256"}) {
      byte[] changed =
          text.replace("directory-signature sha256", "directory-signature " + algorithm)
              .getBytes(US_ASCII);
      assertThat(trusted(changed)).isFalse();
    }
  }

  @Test
  void oneAuthorityThatSignsTwiceCountsOnce() {
    int second = text.indexOf("directory-signature", signedEnd + 1);
    String signature = text.substring(signedEnd, second);
    String doubled = text.substring(0, signedEnd) + signature + signature + signature;
    assertThat(trusted(doubled.getBytes(US_ASCII))).isFalse();
    assertThat(
            trusted(
                (text.substring(0, signedEnd) + signature + text.substring(signedEnd))
                    .getBytes(US_ASCII)))
        .isTrue();
  }

  @Test
  void endlessLinesAndObjectsAndSignaturesAreBounded() {
    String line = "contact " + "x".repeat(Items.MAX_LINE);
    assertKind(text.replaceFirst("contact ", line), Kind.TOO_LARGE);
    assertKind(
        text.replaceFirst(
            "contact .*\n", "contact x\n-----BEGIN X-----\n" + "AAAA\n".repeat(40_000)),
        Kind.TOO_LARGE);
    assertKind(
        text.replaceFirst("known-flags .*\n", "known-flags" + " A".repeat(600) + "\n"),
        Kind.TOO_LARGE);
    int second = text.indexOf("directory-signature", signedEnd + 1);
    assertKind(text + text.substring(signedEnd, second).repeat(300), Kind.TOO_LARGE);
    assertKind(text.replaceFirst("contact ", "contact \0"), Kind.SYNTAX);
  }

  private static void assertKind(String document, Kind kind) {
    assertThatThrownBy(() -> SignedConsensus.open(document.getBytes(US_ASCII)))
        .isInstanceOfSatisfying(
            NetdocException.class, e -> assertThat(e.kind()).as(e.getMessage()).isEqualTo(kind));
  }

  /** TROVE-2026-024: what is not ASCII where a policy is expected. */
  @Test
  void policiesThatAreNotAscii() {
    byte[] microdesc =
        "onion-key\nntor-onion-key AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\np accept 8\u00e90,443\n"
            .getBytes(java.nio.charset.StandardCharsets.UTF_8);
    var batch = Microdescs.read(microdesc, digest -> true);
    assertThat(batch.entries()).hasSize(1);
    assertThat(batch.entries().getFirst().microdesc().policy().rejectsAll()).isTrue();
  }

  @Test
  void aSignedConsensusOfAGeneratedNetworkNeedsItsMajority() throws NetdocException {
    var network = new TestNetwork(50, 4, 7, Samples.NOW);
    var certificates = new java.util.HashMap<AuthorityCertificate.Id, AuthorityCertificate>();
    AuthorityCertificate.readAll(network.certificates())
        .entries()
        .forEach(entry -> certificates.put(entry.certificate().id(), entry.certificate()));
    assertThat(certificates).hasSize(4);
    for (int signers = 1; signers <= 4; signers++) {
      var signed = SignedConsensus.open(network.consensus(signers));
      var verdict = signed.check(network.voters(), certificates::get, Samples.NOW);
      assertThat(verdict instanceof SignatureVerdict.Trusted)
          .as("%d of 4", signers)
          .isEqualTo(signers >= 3);
    }
    var consensus = SignedConsensus.open(network.consensus(4)).read();
    assertThat(consensus.relays()).hasSize(50);
    assertThat(consensus.parameters().get("circwindow")).isEqualTo(800);
    assertThat(consensus.parameters().get("cbtmintimeout")).isEqualTo(100);
    assertThat(consensus.currentRandom().reveals()).isEqualTo(9);
    assertThat(consensus.lifetime().at(Samples.NOW.plus(Duration.ofHours(2))))
        .isEqualTo(Lifetime.State.VALID);
  }
}
