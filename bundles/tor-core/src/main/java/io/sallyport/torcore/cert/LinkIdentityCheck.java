// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.cert;

import io.sallyport.torcore.bytes.ProtocolViolation;
import io.sallyport.torcore.bytes.ProtocolViolation.Reason;
import io.sallyport.torcore.crypto.Digests;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;

/**
 * Follows both chains of a CERTS cell down to the TLS certificate of the connection (tor-spec
 * §4.2): the Ed25519 identity signs a signing key (type 4), which signs the digest of the TLS
 * certificate (type 5); the RSA identity (type 2) signs the Ed25519 identity (type 7) and, where
 * type 1 is there, the TLS key. Everything that every relay of today has must be there.
 *
 * <p>Time is checked last, so that a clock that is off is told from an impostor.
 */
public final class LinkIdentityCheck {

  private LinkIdentityCheck() {}

  /**
   * Whom the certificates prove.
   *
   * @param tlsCertificate what the peer showed in TLS, in DER
   * @throws CertificateExpired if nothing is wrong but the time
   * @throws ProtocolViolation if they prove nothing
   */
  public static RelayIdentity verify(CertsCell certs, byte[] tlsCertificate, Instant now)
      throws ProtocolViolation {
    var signing = ed25519(certs, Ed25519Certificate.SIGNING_BY_IDENTITY);
    Ed25519Identity identity = signing.signingKey();
    if (identity == null) {
      throw new ProtocolViolation(Reason.MALFORMED, "the signing key certificate names no key");
    }
    require(
        signing.keyType() == Ed25519Certificate.KEY_ED25519, "the signing key is no Ed25519 key");
    require(signing.isSignedBy(identity), "the signing key is not signed by the identity");

    var link = ed25519(certs, Ed25519Certificate.LINK_BY_SIGNING);
    var signingKey = new Ed25519Identity(signing.certifiedKey());
    require(
        link.keyType() == Ed25519Certificate.KEY_X509_SHA256
            && MessageDigest.isEqual(link.certifiedKey(), Digests.sha256().digest(tlsCertificate)),
        "the certificates are of another TLS connection");
    require(link.isSignedBy(signingKey), "the link key is not signed by the signing key");

    X509Certificate own = X509Identity.parse(get(certs, CertsCell.RSA_IDENTITY));
    RSAPublicKey rsa = X509Identity.identityKey(own);
    var cross = RsaCrossCertificate.parse(get(certs, CertsCell.RSA_CROSS));
    require(cross.identity().equals(identity), "the identities are not of one relay");
    require(cross.isSignedBy(rsa), "the Ed25519 identity is not signed by the RSA identity");
    checkRsaLink(certs, tlsCertificate, rsa);

    requireTime(signing.expires(), now);
    requireTime(link.expires(), now);
    requireTime(cross.expires(), now);
    if (!X509Identity.isValid(own, now)) {
      throw new CertificateExpired(
          Duration.between(own.getNotAfter().toInstant(), now),
          "the RSA identity certificate is not valid at this time");
    }
    return new RelayIdentity(RsaKeys.identity(rsa), identity);
  }

  private static void checkRsaLink(CertsCell certs, byte[] tlsCertificate, RSAPublicKey rsa)
      throws ProtocolViolation {
    byte[] encoded = certs.of(CertsCell.RSA_LINK);
    if (encoded == null) {
      return;
    }
    X509Certificate link = X509Identity.parse(encoded);
    X509Identity.requireSignedBy(link, rsa);
    X509Certificate tls = X509Identity.parse(tlsCertificate);
    require(
        link.getPublicKey().equals(tls.getPublicKey()),
        "the RSA link certificate is of another TLS key");
  }

  private static Ed25519Certificate ed25519(CertsCell certs, int type) throws ProtocolViolation {
    var certificate = Ed25519Certificate.parse(get(certs, type));
    if (certificate.type() != type) {
      throw new ProtocolViolation(
          Reason.MALFORMED, "a certificate of type " + certificate.type() + " in place of " + type);
    }
    return certificate;
  }

  private static byte[] get(CertsCell certs, int type) throws ProtocolViolation {
    byte[] bytes = certs.of(type);
    if (bytes == null) {
      throw new ProtocolViolation(Reason.MALFORMED, "there is no certificate of type " + type);
    }
    return bytes;
  }

  private static void require(boolean holds, String otherwise) throws ProtocolViolation {
    if (!holds) {
      throw new ProtocolViolation(Reason.BAD_DIGEST, otherwise);
    }
  }

  private static void requireTime(Instant expires, Instant now) throws ProtocolViolation {
    if (now.isAfter(expires)) {
      throw new CertificateExpired(
          Duration.between(expires, now), "a certificate has expired by our clock");
    }
  }
}
