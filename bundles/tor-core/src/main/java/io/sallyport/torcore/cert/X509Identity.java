// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.cert;

import io.sallyport.torcore.bytes.ProtocolViolation;
import io.sallyport.torcore.bytes.ProtocolViolation.Reason;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;

/** The certificates of types 1 and 2 in CERTS, which are X.509 (tor-spec §4.2). */
final class X509Identity {

  /** A real one has about 450 to 600 bytes; the JDK's parser is not asked about giants. */
  private static final int LONGEST = 4096;

  private static final int IDENTITY_BITS = 1024;
  private static final BigInteger EXPONENT = BigInteger.valueOf(65_537);

  /** How far a clock may be off; Ed25519 certificates next to these are checked exactly. */
  private static final Duration TOLERATED_PAST = Duration.ofDays(2);

  private static final Duration TOLERATED_FUTURE = Duration.ofDays(30);

  private X509Identity() {}

  static X509Certificate parse(byte[] der) throws ProtocolViolation {
    if (der.length > LONGEST) {
      throw new ProtocolViolation(
          Reason.TOO_LARGE, "an X.509 certificate of " + der.length + " bytes");
    }
    var in = new ByteArrayInputStream(der);
    try {
      var certificate =
          (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
      if (in.available() > 0) {
        throw new ProtocolViolation(Reason.MALFORMED, "bytes after an X.509 certificate");
      }
      return certificate;
    } catch (CertificateException | RuntimeException e) {
      // The JDK's parser has thrown exceptions of other kinds for hostile DER more than once.
      throw new ProtocolViolation(Reason.MALFORMED, "not an X.509 certificate");
    }
  }

  /** The key of a certificate of type 2, checked: RSA of 1024 bits that signed itself. */
  static RSAPublicKey identityKey(X509Certificate certificate) throws ProtocolViolation {
    if (!(certificate.getPublicKey() instanceof RSAPublicKey key)
        || key.getModulus().bitLength() != IDENTITY_BITS
        || !key.getPublicExponent().equals(EXPONENT)) {
      throw new ProtocolViolation(Reason.MALFORMED, "an RSA identity is no RSA key of 1024 bits");
    }
    requireSignedBy(certificate, key);
    return key;
  }

  static void requireSignedBy(X509Certificate certificate, PublicKey key) throws ProtocolViolation {
    try {
      certificate.verify(key);
    } catch (GeneralSecurityException | RuntimeException e) {
      throw new ProtocolViolation(
          Reason.BAD_DIGEST, "an X.509 certificate is not signed by the RSA identity");
    }
  }

  /** Whether the certificate is, or may be with a clock that is somewhat off, valid. */
  static boolean isValid(X509Certificate certificate, Instant now) {
    return now.minus(TOLERATED_PAST).isBefore(certificate.getNotAfter().toInstant())
        && now.plus(TOLERATED_FUTURE).isAfter(certificate.getNotBefore().toInstant());
  }
}
