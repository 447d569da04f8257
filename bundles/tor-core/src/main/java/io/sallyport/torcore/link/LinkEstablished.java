// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.link;

import io.sallyport.torcore.cert.RelayIdentity;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a finished handshake has proven and learned.
 *
 * @param version the link version, 4 or 5
 * @param identity both identities of the peer, proven by its certificates
 * @param clockSkew our clock minus the peer's, in whole seconds: positive when ours is ahead; null
 *     if the peer told no time or told it too late to be of use
 * @param ourAddress what the peer takes for our address; unauthenticated; null if it told none
 * @param peerAddresses what the peer says are its addresses
 * @param canonical whether the address that we connected to is among them
 */
public record LinkEstablished(
    int version,
    RelayIdentity identity,
    @Nullable Duration clockSkew,
    @Nullable InetAddress ourAddress,
    List<InetAddress> peerAddresses,
    boolean canonical) {

  /** Whether the peer understands PADDING_NEGOTIATE (link version 5). */
  public boolean negotiatesPadding() {
    return version >= 5;
  }
}
