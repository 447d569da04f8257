// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.cert;

import io.sallyport.torcore.bytes.FixedBytes;
import java.util.Base64;

/** The identity of a relay: its master Ed25519 public key (tor-spec §1.1). */
public final class Ed25519Identity extends FixedBytes {

  /** Length in bytes. */
  public static final int LENGTH = 32;

  /**
   * Takes a copy of 32 bytes, which need not be a point of the curve.
   *
   * @throws IllegalArgumentException if there are not 32
   */
  public Ed25519Identity(byte[] key) {
    super(key, LENGTH, "an Ed25519 identity has 32 bytes");
  }

  /** From base64 with or without padding. */
  public static Ed25519Identity ofBase64(String base64) {
    return new Ed25519Identity(Base64.getDecoder().decode(base64));
  }
}
