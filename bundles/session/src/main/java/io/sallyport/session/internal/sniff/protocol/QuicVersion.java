// SPDX-License-Identifier: Apache-2.0
package io.sallyport.session.internal.sniff.protocol;

import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** The versions of QUIC whose Initial packets anyone can read. */
enum QuicVersion {
  /** RFC 9001 §5.2. */
  V1(0x00000001L, 0, "38762cf7f55934b34d179ae6a4c80cadccbb7f0a", "quic"),
  /** RFC 9369 §3.2, §3.3. */
  V2(0x6b3343cfL, 1, "0dede3def700a6db819381be6e269dcbf9bd2ed9", "quicv2");

  private final long code;
  private final int initial;
  private final byte[] salt;
  private final String label;

  QuicVersion(long code, int initial, String salt, String label) {
    this.code = code;
    this.initial = initial;
    this.salt = HexFormat.of().parseHex(salt);
    this.label = label;
  }

  static @Nullable QuicVersion of(long code) {
    for (var version : values()) {
      if (version.code == code) {
        return version;
      }
    }
    return null;
  }

  /** Whether a long header's first byte says Initial; header protection leaves these bits alone. */
  boolean isInitial(int firstByte) {
    return (firstByte >> 4 & 3) == initial;
  }

  /** Whether a long header's first byte says Retry, which has no length. */
  boolean isRetry(int firstByte) {
    return (firstByte >> 4 & 3) == (initial + 3) % 4;
  }

  byte[] salt() {
    return salt.clone();
  }

  /** What stands before {@code key}, {@code iv} and {@code hp} in the labels of keys. */
  String label() {
    return label;
  }
}
