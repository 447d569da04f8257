// SPDX-License-Identifier: Apache-2.0
package io.sallyport.api;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Where a flow came from.
 *
 * @param inbound tag of the listener or interface that accepted it
 * @param inboundType its type, such as {@code socks}
 * @param interfaceName the network interface that it came in by, if the inbound is attached to one
 * @param source the client's address; unresolved for a client without one (a Unix socket)
 * @param user the authenticated user, if the inbound asks for one
 */
public record Origin(
    String inbound,
    String inboundType,
    @Nullable String interfaceName,
    InetSocketAddress source,
    @Nullable String user) {}
