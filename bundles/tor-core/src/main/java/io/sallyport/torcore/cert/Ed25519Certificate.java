// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.cert;

import io.sallyport.torcore.bytes.ByteReader;
import io.sallyport.torcore.bytes.ByteWriter;
import io.sallyport.torcore.bytes.ProtocolViolation;
import io.sallyport.torcore.bytes.ProtocolViolation.Reason;
import io.sallyport.torcore.crypto.Ed25519Keys;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A certificate in Tor's own format (cert-spec §2): an Ed25519 key says something of another key,
 * or of a digest, for some time. Parsed is not verified: see {@link #isSignedBy}. Immutable.
 */
public final class Ed25519Certificate {

  /** Identity key says signing key. */
  public static final int SIGNING_BY_IDENTITY = 4;

  /** Signing key says TLS certificate. */
  public static final int LINK_BY_SIGNING = 5;

  /** Signing key says key for AUTHENTICATE. */
  public static final int AUTH_BY_SIGNING = 6;

  /** The certified key is an Ed25519 key. */
  public static final int KEY_ED25519 = 1;

  /** The certified key is the SHA-256 of a TLS certificate. */
  public static final int KEY_X509_SHA256 = 3;

  private static final int VERSION = 1;
  private static final int EXTENSION_SIGNED_WITH = 4;
  private static final int AFFECTS_VALIDATION = 1;
  private static final long HOUR = 3600;

  private final byte[] encoded;
  private final int type;
  private final Instant expires;
  private final int keyType;
  private final byte[] certifiedKey;
  private final @Nullable Ed25519Identity signingKey;

  private Ed25519Certificate(
      byte[] encoded,
      int type,
      Instant expires,
      int keyType,
      byte[] certifiedKey,
      @Nullable Ed25519Identity signingKey) {
    this.encoded = encoded;
    this.type = type;
    this.expires = expires;
    this.keyType = keyType;
    this.certifiedKey = certifiedKey;
    this.signingKey = signingKey;
  }

  /** Reads a certificate that is exactly as long as the array. */
  public static Ed25519Certificate parse(byte[] encoded) throws ProtocolViolation {
    if (encoded.length < Ed25519Keys.SIGNATURE_LENGTH) {
      throw new ProtocolViolation(Reason.TRUNCATED, "a certificate shorter than its signature");
    }
    var in = new ByteReader(encoded, 0, encoded.length - Ed25519Keys.SIGNATURE_LENGTH);
    int version = in.u8();
    if (version != VERSION) {
      throw new ProtocolViolation(Reason.MALFORMED, "a certificate of version " + version);
    }
    int type = in.u8();
    Instant expires = Instant.ofEpochSecond(in.u32() * HOUR);
    int keyType = in.u8();
    byte[] certifiedKey = in.bytes(32);
    Ed25519Identity signingKey = null;
    int extensions = in.u8();
    for (int i = 0; i < extensions; i++) {
      int length = in.u16();
      int extension = in.u8();
      int flags = in.u8();
      ByteReader body = in.slice(length);
      if (extension == EXTENSION_SIGNED_WITH) {
        if (length != Ed25519Identity.LENGTH || signingKey != null) {
          throw new ProtocolViolation(
              Reason.MALFORMED, "a certificate names no single key that signed it");
        }
        signingKey = new Ed25519Identity(body.rest());
      } else if ((flags & AFFECTS_VALIDATION) != 0) {
        throw new ProtocolViolation(
            Reason.MALFORMED, "a certificate with an extension that we must know: " + extension);
      }
    }
    in.end("a certificate");
    return new Ed25519Certificate(
        encoded.clone(), type, expires, keyType, certifiedKey, signingKey);
  }

  /**
   * Makes a certificate.
   *
   * @param type 0 to 255, such as {@link #SIGNING_BY_IDENTITY}
   * @param expires end of validity; rounded up to whole hours
   * @param certifiedKey 32 bytes
   * @param seed secret key that signs
   * @param named whether the signing key is named in the certificate
   */
  public static Ed25519Certificate make(
      int type, Instant expires, int keyType, byte[] certifiedKey, byte[] seed, boolean named) {
    if (certifiedKey.length != 32) {
      throw new IllegalArgumentException("a certified key has 32 bytes");
    }
    long hours = Math.ceilDiv(expires.getEpochSecond(), HOUR);
    var out = new ByteWriter();
    out.u8(VERSION).u8(type).u32(hours).u8(keyType).bytes(certifiedKey).u8(named ? 1 : 0);
    Ed25519Identity signingKey = null;
    if (named) {
      signingKey = new Ed25519Identity(Ed25519Keys.publicKey(seed));
      out.u16(32).u8(EXTENSION_SIGNED_WITH).u8(0).bytes(signingKey.bytes());
    }
    out.bytes(Ed25519Keys.sign(seed, out.toByteArray()));
    return new Ed25519Certificate(
        out.toByteArray(),
        type,
        Instant.ofEpochSecond(hours * HOUR),
        keyType,
        certifiedKey.clone(),
        signingKey);
  }

  /** What kind of statement this is. */
  public int type() {
    return type;
  }

  /** The end of validity. */
  public Instant expires() {
    return expires;
  }

  /** What the certified key is. */
  public int keyType() {
    return keyType;
  }

  /** A copy of the 32 bytes that are certified. */
  public byte[] certifiedKey() {
    return certifiedKey.clone();
  }

  /** The key that is said to have signed; null if it is not in the certificate. */
  public @Nullable Ed25519Identity signingKey() {
    return signingKey;
  }

  /** A copy of the certificate as it travels. */
  public byte[] encoded() {
    return encoded.clone();
  }

  /** Whether {@code key} signed this, and no other key is named in it. */
  public boolean isSignedBy(Ed25519Identity key) {
    if (signingKey != null && !signingKey.equals(key)) {
      return false;
    }
    int signed = encoded.length - Ed25519Keys.SIGNATURE_LENGTH;
    return Ed25519Keys.verify(
        key.bytes(),
        Arrays.copyOf(encoded, signed),
        Arrays.copyOfRange(encoded, signed, encoded.length));
  }
}
