// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.crypto;

import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** A public key of X25519, such as the ntor onion key of a relay. Immutable. */
public final class Curve25519Key {

  /** Length in bytes. */
  public static final int LENGTH = 32;

  private final byte[] key;

  /**
   * Takes a copy of 32 bytes.
   *
   * @throws IllegalArgumentException if there are not 32
   */
  public Curve25519Key(byte[] key) {
    if (key.length != LENGTH) {
      throw new IllegalArgumentException("a key of X25519 has 32 bytes");
    }
    this.key = key.clone();
  }

  /** From base64 with or without padding. */
  public static Curve25519Key ofBase64(String base64) {
    return new Curve25519Key(Base64.getDecoder().decode(base64));
  }

  /** A copy of the 32 bytes. */
  public byte[] bytes() {
    return key.clone();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Curve25519Key that && Arrays.equals(key, that.key);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(key);
  }

  /** Base64 without padding. */
  @Override
  public String toString() {
    return Base64.getEncoder().withoutPadding().encodeToString(key);
  }
}
