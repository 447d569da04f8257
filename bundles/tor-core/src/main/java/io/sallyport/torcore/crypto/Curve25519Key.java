// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.crypto;

import io.sallyport.torcore.bytes.FixedBytes;
import java.util.Base64;

/** A public key of X25519, such as the ntor onion key of a relay. */
public final class Curve25519Key extends FixedBytes {

  /** Length in bytes. */
  public static final int LENGTH = 32;

  /**
   * Takes a copy of 32 bytes.
   *
   * @throws IllegalArgumentException if there are not 32
   */
  public Curve25519Key(byte[] key) {
    super(key, LENGTH, "a key of X25519 has 32 bytes");
  }

  /** From base64 with or without padding. */
  public static Curve25519Key ofBase64(String base64) {
    return new Curve25519Key(Base64.getDecoder().decode(base64));
  }
}
