// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.crypto;

import io.sallyport.torcore.bytes.ProtocolViolation;
import io.sallyport.torcore.bytes.ProtocolViolation.Reason;
import java.security.SecureRandom;
import org.bouncycastle.math.ec.rfc7748.X25519;

/** A secret key of X25519 and its public key. Never shown. */
public final class Curve25519Pair {

  private final byte[] secret;
  private final Curve25519Key publicKey;

  /** From 32 bytes of secret key, which are copied. */
  public Curve25519Pair(byte[] secret) {
    if (secret.length != X25519.SCALAR_SIZE) {
      throw new IllegalArgumentException("a secret key of X25519 has 32 bytes");
    }
    this.secret = secret.clone();
    byte[] point = new byte[X25519.POINT_SIZE];
    X25519.scalarMultBase(this.secret, 0, point, 0);
    this.publicKey = new Curve25519Key(point);
  }

  /** A new pair. */
  public static Curve25519Pair generate(SecureRandom random) {
    byte[] secret = new byte[X25519.SCALAR_SIZE];
    X25519.generatePrivateKey(random, secret);
    return new Curve25519Pair(secret);
  }

  /** The public key. */
  public Curve25519Key publicKey() {
    return publicKey;
  }

  /** A copy of the secret key, for storing it. */
  public byte[] secret() {
    return secret.clone();
  }

  /**
   * The secret shared with the owner of another key.
   *
   * @throws ProtocolViolation if the key makes everybody's secret the same
   */
  public byte[] agree(Curve25519Key other) throws ProtocolViolation {
    byte[] shared = new byte[X25519.POINT_SIZE];
    if (!X25519.calculateAgreement(secret, 0, other.bytes(), 0, shared, 0)) {
      throw new ProtocolViolation(Reason.MALFORMED, "a key of X25519 of small order");
    }
    return shared;
  }
}
