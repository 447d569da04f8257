// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.netdir;

import io.sallyport.torcore.cert.RsaIdentity;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * A relay that serves directory documents to clients that have none, as a line {@code FallbackDir}
 * of a torrc names it.
 *
 * @param identity its RSA identity
 * @param addresses addresses and OR ports, IPv4 first
 */
public record FallbackDir(RsaIdentity identity, List<InetSocketAddress> addresses) {}
