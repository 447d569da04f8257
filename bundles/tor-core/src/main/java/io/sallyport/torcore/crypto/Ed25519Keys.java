// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.crypto;

import java.security.SecureRandom;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** Signatures of Ed25519 with keys as bytes. All methods may be called on any thread. */
public final class Ed25519Keys {

  /** Length of a signature in bytes. */
  public static final int SIGNATURE_LENGTH = 64;

  private Ed25519Keys() {}

  /** A new secret key: 32 bytes of seed. */
  public static byte[] generate(SecureRandom random) {
    byte[] seed = new byte[Ed25519.SECRET_KEY_SIZE];
    Ed25519.generatePrivateKey(random, seed);
    return seed;
  }

  /** The public key of a seed. */
  public static byte[] publicKey(byte[] seed) {
    byte[] key = new byte[Ed25519.PUBLIC_KEY_SIZE];
    Ed25519.generatePublicKey(seed, 0, key, 0);
    return key;
  }

  /** Signs with a seed. */
  public static byte[] sign(byte[] seed, byte[] message) {
    byte[] signature = new byte[SIGNATURE_LENGTH];
    Ed25519.sign(seed, 0, message, 0, message.length, signature, 0);
    return signature;
  }

  /** Whether a signature verifies; false for keys and signatures that are no such thing. */
  public static boolean verify(byte[] publicKey, byte[] message, byte[] signature) {
    return publicKey.length == Ed25519.PUBLIC_KEY_SIZE
        && signature.length == SIGNATURE_LENGTH
        && Ed25519.verify(signature, 0, publicKey, 0, message, 0, message.length);
  }
}
