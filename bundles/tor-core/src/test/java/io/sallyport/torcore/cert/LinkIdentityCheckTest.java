// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.cert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sallyport.torcore.bytes.ByteReader;
import io.sallyport.torcore.bytes.ProtocolViolation;
import io.sallyport.torcore.crypto.Digests;
import io.sallyport.torcore.crypto.Ed25519Keys;
import io.sallyport.torcore.fake.RelayKeys;
import io.sallyport.torcore.fake.X509Maker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.security.interfaces.RSAPrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinkIdentityCheckTest {

  private static final Instant NOW = Instant.parse("2026-11-21T03:50:00Z");
  private static final RelayKeys KEYS = new RelayKeys(new SecureRandom(), NOW);
  private static final RelayKeys OTHER = new RelayKeys(new SecureRandom(), NOW);
  private static final Instant LATER = NOW.plus(Duration.ofDays(1));

  private static byte[] resource(String name) {
    try (var in = LinkIdentityCheckTest.class.getResourceAsStream(name)) {
      var text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.US_ASCII);
      return HexFormat.of().parseHex(text.replace("\n", ""));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What a relay of tor 0.4.9.11 on a private network showed. */
  private static CertsCell real() throws ProtocolViolation {
    return CertsCell.parse(new ByteReader(resource("certs.hex")));
  }

  @Test
  void aRelayOfTorIsProven() throws Exception {
    RelayIdentity identity = LinkIdentityCheck.verify(real(), resource("tls.hex"), NOW);
    assertThat(identity)
        .isEqualTo(
            new RelayIdentity(
                RsaIdentity.ofHex("DB1BCFF05D430FB92F07913330D51082AF8F116E"),
                Ed25519Identity.ofBase64("ixV2VghqUS15JByIIcGsh3TSNOkYDjnDuWfb6q0ZgsA")));
    assertThat(real().certificates().keySet()).containsExactlyInAnyOrder(1, 2, 4, 5, 7);
  }

  @Test
  void aRelayOfOursIsProven() throws Exception {
    assertThat(LinkIdentityCheck.verify(KEYS.certs(), KEYS.tlsCertificate, NOW))
        .isEqualTo(KEYS.identity());
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4, 5, 7})
  void noCertificateMayBeMissing(int type) {
    Map<Integer, byte[]> certificates = KEYS.certificates(LATER);
    certificates.remove(type);
    refused(certificates, "type " + type);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 5, 7})
  void noCertificateMayBeAnotherRelays(int type) {
    Map<Integer, byte[]> certificates = KEYS.certificates(LATER);
    certificates.put(type, OTHER.certificates(LATER).get(type));
    refused(certificates, "");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 5, 7})
  void noBitMayBeChanged(int type) throws Exception {
    byte[] tls = resource("tls.hex");
    byte[] certificate = Objects.requireNonNull(real().of(type));
    for (int i = 0; i < certificate.length; i++) {
      byte[] changed = certificate.clone();
      changed[i] ^= 1;
      var certificates = new HashMap<>(real().certificates());
      certificates.put(type, changed);
      try {
        RelayIdentity proven = LinkIdentityCheck.verify(new CertsCell(certificates), tls, NOW);
        // What DER does not protect (it ends up in no key and no signature) changes nobody.
        assertThat(proven).isEqualTo(LinkIdentityCheck.verify(real(), tls, NOW));
        assertThat(type).as("byte %d of type %d", i, type).isLessThan(4);
      } catch (ProtocolViolation e) {
        assertThat(e.getMessage()).isNotBlank();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 5, 7})
  void noCertificateMayEndEarly(int type) throws Exception {
    byte[] certificate = Objects.requireNonNull(real().of(type));
    for (int length = 0; length < certificate.length; length += type < 4 ? 7 : 1) {
      var certificates = new HashMap<>(real().certificates());
      certificates.put(type, Arrays.copyOf(certificate, length));
      var cell = new CertsCell(certificates);
      assertThatExceptionOfType(ProtocolViolation.class)
          .as("%d bytes", length)
          .isThrownBy(() -> LinkIdentityCheck.verify(cell, resource("tls.hex"), NOW));
    }
  }

  @Test
  void anotherTlsConnectionIsNotProven() {
    assertThatExceptionOfType(ProtocolViolation.class)
        .isThrownBy(() -> LinkIdentityCheck.verify(KEYS.certs(), OTHER.tlsCertificate, NOW))
        .withMessageContaining("another TLS connection");
  }

  @Test
  void aSigningKeyWithoutItsIdentityIsRefused() {
    Map<Integer, byte[]> certificates = KEYS.certificates(LATER);
    certificates.put(
        4,
        Ed25519Certificate.make(
                4,
                LATER,
                Ed25519Certificate.KEY_ED25519,
                Ed25519Keys.publicKey(KEYS.signingSeed),
                KEYS.identitySeed,
                false)
            .encoded());
    refused(certificates, "names no key");
  }

  @Test
  void aCertificateInThePlaceOfAnotherKindIsRefused() {
    Map<Integer, byte[]> certificates = KEYS.certificates(LATER);
    certificates.put(
        5,
        Ed25519Certificate.make(
                6,
                LATER,
                Ed25519Certificate.KEY_X509_SHA256,
                Digests.sha256().digest(KEYS.tlsCertificate),
                KEYS.signingSeed,
                false)
            .encoded());
    refused(certificates, "in place of 5");
  }

  @Test
  void theDigestOfAKeyIsNoKey() {
    Map<Integer, byte[]> certificates = KEYS.certificates(LATER);
    certificates.put(
        5,
        Ed25519Certificate.make(
                5,
                LATER,
                Ed25519Certificate.KEY_ED25519,
                Digests.sha256().digest(KEYS.tlsCertificate),
                KEYS.signingSeed,
                false)
            .encoded());
    refused(certificates, "another TLS connection");
  }

  @Test
  void anIdentityOf2048BitsIsRefused() {
    Map<Integer, byte[]> certificates = KEYS.certificates(LATER);
    certificates.put(2, X509Maker.make(KEYS.tls.getPublic(), KEYS.tls.getPrivate(), NOW, LATER));
    refused(certificates, "1024");
  }

  @Test
  void theEndOfTimeIsToldFromForgery() {
    for (int type : new int[] {4, 5, 7}) {
      Map<Integer, byte[]> certificates = KEYS.certificates(LATER);
      Instant past = NOW.minus(Duration.ofHours(5));
      certificates.put(type, Objects.requireNonNull(KEYS.certificates(past).get(type)));
      assertThatExceptionOfType(CertificateExpired.class)
          .as("type %d", type)
          .isThrownBy(
              () -> LinkIdentityCheck.verify(new CertsCell(certificates), KEYS.tlsCertificate, NOW))
          .satisfies(
              e -> assertThat(e.expired()).isBetween(Duration.ofHours(4), Duration.ofHours(5)));
    }
  }

  @Test
  void anExpiredForgeryIsAForgery() {
    Map<Integer, byte[]> certificates = KEYS.certificates(NOW.minus(Duration.ofDays(1)));
    certificates.put(
        7,
        RsaCrossCertificate.make(KEYS.ed25519(), LATER, (RSAPrivateKey) OTHER.rsa.getPrivate())
            .encoded());
    assertThatExceptionOfType(ProtocolViolation.class)
        .isThrownBy(
            () -> LinkIdentityCheck.verify(new CertsCell(certificates), KEYS.tlsCertificate, NOW))
        .isNotInstanceOf(CertificateExpired.class);
  }

  @Test
  void theRsaIdentityMayBeADayOffButNotAYear() throws Exception {
    Map<Integer, byte[]> certificates = KEYS.certificates(LATER);
    Instant from = NOW.minus(Duration.ofDays(400));
    certificates.put(
        2,
        X509Maker.make(
            KEYS.rsa.getPublic(), KEYS.rsa.getPrivate(), from, NOW.minus(Duration.ofDays(1))));
    assertThat(LinkIdentityCheck.verify(new CertsCell(certificates), KEYS.tlsCertificate, NOW))
        .isEqualTo(KEYS.identity());
    certificates.put(
        2,
        X509Maker.make(
            KEYS.rsa.getPublic(), KEYS.rsa.getPrivate(), from, NOW.minus(Duration.ofDays(365))));
    assertThatExceptionOfType(CertificateExpired.class)
        .isThrownBy(
            () -> LinkIdentityCheck.verify(new CertsCell(certificates), KEYS.tlsCertificate, NOW));
  }

  @Test
  void twoCertificatesOfOneTypeAreRefused() {
    byte[] body = {2, 9, 0, 1, 5, 9, 0, 1, 6};
    assertThatExceptionOfType(ProtocolViolation.class)
        .isThrownBy(() -> CertsCell.parse(new ByteReader(body)))
        .withMessageContaining("two certificates");
  }

  private static void refused(Map<Integer, byte[]> certificates, String why) {
    var cell = new CertsCell(certificates);
    assertThatExceptionOfType(ProtocolViolation.class)
        .isThrownBy(() -> LinkIdentityCheck.verify(cell, KEYS.tlsCertificate, NOW))
        .isNotInstanceOf(CertificateExpired.class)
        .withMessageContaining(why);
  }
}
