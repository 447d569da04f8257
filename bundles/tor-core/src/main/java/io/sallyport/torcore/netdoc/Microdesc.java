// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.netdoc;

import io.sallyport.torcore.cert.Ed25519Identity;
import io.sallyport.torcore.crypto.Curve25519Key;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client needs to know of a relay beyond the consensus (dir-spec §3.3).
 *
 * @param digest SHA-256 of its text
 * @param ntorKey the onion key for ntor handshakes
 * @param ed25519 the relay's newer identity; null where it has none
 * @param addresses6 IPv6 addresses and OR ports
 * @param family with whom not to share a circuit
 * @param policy ports of IPv4 exits
 * @param policy6 ports of IPv6 exits
 */
public record Microdesc(
    Digest256 digest,
    Curve25519Key ntorKey,
    @Nullable Ed25519Identity ed25519,
    List<InetSocketAddress> addresses6,
    Family family,
    PortPolicy policy,
    PortPolicy policy6) {}
