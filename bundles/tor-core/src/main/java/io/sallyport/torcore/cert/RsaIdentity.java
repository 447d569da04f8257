// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.cert;

import io.sallyport.torcore.bytes.FixedBytes;
import java.util.HexFormat;

/**
 * The older identity of a relay: SHA-1 of its RSA identity key in PKCS#1 (tor-spec §1.1), the
 * "fingerprint".
 */
public final class RsaIdentity extends FixedBytes {

  /** Length in bytes. */
  public static final int LENGTH = 20;

  /**
   * Takes a copy of 20 bytes.
   *
   * @throws IllegalArgumentException if there are not 20
   */
  public RsaIdentity(byte[] digest) {
    super(digest, LENGTH, "an RSA identity has 20 bytes");
  }

  /** From 40 hexadecimal digits of any case. */
  public static RsaIdentity ofHex(String hex) {
    return new RsaIdentity(HexFormat.of().parseHex(hex));
  }

  /** 40 hexadecimal digits, upper case, as in the directory. */
  @Override
  public String toString() {
    return HexFormat.of().withUpperCase().formatHex(bytes());
  }
}
