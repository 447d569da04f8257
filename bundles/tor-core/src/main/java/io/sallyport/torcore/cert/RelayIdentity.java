// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.cert;

import org.jspecify.annotations.Nullable;

/**
 * Who a relay is.
 *
 * @param rsa its RSA identity; null where only the other is known
 * @param ed25519 its Ed25519 identity; null where only the other is known (authorities and bridges
 *     of a configuration line)
 */
public record RelayIdentity(@Nullable RsaIdentity rsa, @Nullable Ed25519Identity ed25519) {

  public RelayIdentity {
    if (rsa == null && ed25519 == null) {
      throw new IllegalArgumentException("a relay has at least one identity");
    }
  }

  /** Whether {@code proven} has every identity that is named here, and the same. */
  public boolean isProvenBy(RelayIdentity proven) {
    return (rsa == null || rsa.equals(proven.rsa))
        && (ed25519 == null || ed25519.equals(proven.ed25519));
  }
}
