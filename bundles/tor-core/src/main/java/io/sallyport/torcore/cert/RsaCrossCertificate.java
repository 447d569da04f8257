// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.cert;

import io.sallyport.torcore.bytes.ByteReader;
import io.sallyport.torcore.bytes.ByteWriter;
import io.sallyport.torcore.bytes.ProtocolViolation;
import io.sallyport.torcore.crypto.Digests;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;

/**
 * The RSA identity key of a relay says its Ed25519 identity (cert-spec §2.3).
 *
 * @param identity what is certified
 * @param expires end of validity, in whole hours
 * @param signature bare PKCS#1 signature of the digest
 */
public record RsaCrossCertificate(Ed25519Identity identity, Instant expires, byte[] signature) {

  private static final String PREFIX = "Tor TLS RSA/Ed25519 cross-certificate";
  private static final long HOUR = 3600;

  /** Reads a certificate that is exactly as long as the array. */
  public static RsaCrossCertificate parse(byte[] encoded) throws ProtocolViolation {
    var in = new ByteReader(encoded);
    var identity = new Ed25519Identity(in.bytes(Ed25519Identity.LENGTH));
    Instant expires = Instant.ofEpochSecond(in.u32() * HOUR);
    byte[] signature = in.bytes(in.u8());
    in.end("a cross-certificate");
    return new RsaCrossCertificate(identity, expires, signature);
  }

  /** Makes a certificate; the end of validity is rounded up to whole hours. */
  public static RsaCrossCertificate make(
      Ed25519Identity identity, Instant expires, RSAPrivateKey key) {
    Instant end = Instant.ofEpochSecond(Math.ceilDiv(expires.getEpochSecond(), HOUR) * HOUR);
    return new RsaCrossCertificate(identity, end, RsaKeys.signDigest(key, digest(identity, end)));
  }

  /** The certificate as it travels. */
  public byte[] encoded() {
    return signed(identity, expires).u8(signature.length).bytes(signature).toByteArray();
  }

  /** Whether {@code key} signed this. */
  public boolean isSignedBy(RSAPublicKey key) {
    return RsaKeys.verifyDigest(key, digest(identity, expires), signature);
  }

  private static ByteWriter signed(Ed25519Identity identity, Instant expires) {
    return new ByteWriter().bytes(identity.bytes()).u32(expires.getEpochSecond() / HOUR);
  }

  private static byte[] digest(Ed25519Identity identity, Instant expires) {
    byte[] signed = signed(identity, expires).toByteArray();
    return Digests.sha256().digest(new ByteWriter().ascii(PREFIX).bytes(signed).toByteArray());
  }
}
