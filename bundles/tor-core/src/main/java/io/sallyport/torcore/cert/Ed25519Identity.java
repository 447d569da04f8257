// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.cert;

import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** The identity of a relay: its master Ed25519 public key (tor-spec §1.1). Immutable. */
public final class Ed25519Identity {

  /** Length in bytes. */
  public static final int LENGTH = 32;

  private final byte[] key;

  /**
   * Takes a copy of 32 bytes, which need not be a point of the curve.
   *
   * @throws IllegalArgumentException if there are not 32
   */
  public Ed25519Identity(byte[] key) {
    if (key.length != LENGTH) {
      throw new IllegalArgumentException("an Ed25519 identity has 32 bytes");
    }
    this.key = key.clone();
  }

  /** From base64 with or without padding. */
  public static Ed25519Identity ofBase64(String base64) {
    return new Ed25519Identity(Base64.getDecoder().decode(base64));
  }

  /** A copy of the 32 bytes. */
  public byte[] bytes() {
    return key.clone();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Ed25519Identity that && Arrays.equals(key, that.key);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(key);
  }

  /** Base64 without padding, as in the directory. */
  @Override
  public String toString() {
    return Base64.getEncoder().withoutPadding().encodeToString(key);
  }
}
