// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.netdir;

import io.sallyport.torcore.cert.RsaIdentity;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A directory authority, as a line {@code DirAuthority} of a torrc names it.
 *
 * @param nickname for people
 * @param identity its RSA identity as a relay
 * @param v3Identity by which it signs consensuses; null where it does not vote (a bridge authority)
 * @param addresses addresses and OR ports, IPv4 first; empty where the line has no {@code orport}
 * @param dirAddress address and port of plain directory requests
 */
public record DirAuthority(
    String nickname,
    RsaIdentity identity,
    @Nullable RsaIdentity v3Identity,
    List<InetSocketAddress> addresses,
    InetSocketAddress dirAddress) {}
