// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.guard;

import io.sallyport.torcore.cert.RsaIdentity;

/**
 * A guard as it is kept on disk; plain values, so that any JSON writer can.
 *
 * @param rsa its RSA identity, 40 hexadecimal digits
 * @param ed25519 its Ed25519 identity, base64 without padding
 * @param nickname for people
 * @param added when it came into the sample, moved back by some random days; seconds since 1970
 * @param confirmed when a circuit was first built by it, moved back likewise; 0 for never
 * @param unlisted since when the consensus no longer has it as a guard; 0 while it has
 */
public record GuardRecord(
    String rsa, String ed25519, String nickname, long added, long confirmed, long unlisted) {

  /**
   * Its RSA identity.
   *
   * @throws IllegalArgumentException if the text is none
   */
  public RsaIdentity identity() {
    return RsaIdentity.ofHex(rsa);
  }

  /** Whether a circuit was built by it. */
  public boolean isConfirmed() {
    return confirmed > 0;
  }

  GuardRecord confirmedAt(long when) {
    return new GuardRecord(rsa, ed25519, nickname, added, when, unlisted);
  }

  GuardRecord unlistedSince(long when) {
    return new GuardRecord(rsa, ed25519, nickname, added, confirmed, when);
  }
}
