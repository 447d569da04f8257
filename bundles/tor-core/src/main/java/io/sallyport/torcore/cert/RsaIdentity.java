// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.cert;

import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The older identity of a relay: SHA-1 of its RSA identity key in PKCS#1 (tor-spec §1.1), the
 * "fingerprint". Immutable.
 */
public final class RsaIdentity {

  /** Length in bytes. */
  public static final int LENGTH = 20;

  private final byte[] digest;

  /**
   * Takes a copy of 20 bytes.
   *
   * @throws IllegalArgumentException if there are not 20
   */
  public RsaIdentity(byte[] digest) {
    if (digest.length != LENGTH) {
      throw new IllegalArgumentException("an RSA identity has 20 bytes");
    }
    this.digest = digest.clone();
  }

  /** From 40 hexadecimal digits of any case. */
  public static RsaIdentity ofHex(String hex) {
    return new RsaIdentity(HexFormat.of().parseHex(hex));
  }

  /** A copy of the 20 bytes. */
  public byte[] bytes() {
    return digest.clone();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RsaIdentity that && Arrays.equals(digest, that.digest);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(digest);
  }

  /** 40 hexadecimal digits, upper case, as in the directory. */
  @Override
  public String toString() {
    return HexFormat.of().withUpperCase().formatHex(digest);
  }
}
