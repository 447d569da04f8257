// SPDX-License-Identifier: Apache-2.0
/**
 * Outbounds that go by another proxy: {@code socks} (4, 4a, 5) and {@code http} (CONNECT).
 *
 * <p>Decisions that hold here:
 *
 * <ul>
 *   <li>The upstream proxy is not trusted: each {@link io.sallyport.upstream.internal.Handshake} is
 *       bytes in, bytes out, bounded, and ends in a stream or in one {@link
 *       io.sallyport.api.ConnectFailure}.
 *   <li>A destination's name goes to the proxy as it is. What the protocol cannot carry fails; it
 *       is never resolved here instead. Only the proxy's own name is looked up by this machine.
 *   <li>That the proxy itself cannot be reached is {@code UPSTREAM_FAILED}, not "refused" or "no
 *       such name": those would tell the client a falsehood about its destination.
 *   <li>A SOCKS connection serves one CONNECT and is used up. What the pool pays ahead is TCP, TLS
 *       and, with SOCKS5, greeting and authentication: of the round trips to the proxy one is left.
 *       SOCKS4 and HTTP have nothing to say ahead; there it pays TCP and TLS.
 *   <li>There is one pool for all event loops, so that {@code min_idle} is what an operator counts
 *       and a ready connection is found whichever loop asks. A stream must live on its flow's loop:
 *       a connection that is ready on another is deregistered there and registered here, which
 *       costs two hops between threads where a miss costs round trips. With io_uring a channel
 *       cannot be moved (its read is in flight in the kernel); there a loop takes its own only, and
 *       a miss gives up one of another loop for a new one on its own, so that the pool follows the
 *       demand and its size stays.
 *   <li>A ready connection always has a read asked for: the proxy owes nothing, so whatever comes
 *       makes it useless, and is noticed before it is lent. What dies unnoticed fails before the
 *       first byte of the reply, and then the request goes out once more, on a new connection.
 *   <li>Connections made ahead belong to one configuration, and with it to one set of credentials;
 *       and as they are made for nobody, a flow that is isolated does not take one that came by a
 *       detour, which may heed isolation (Tor).
 *   <li>Datagrams that the proxy relays (RFC 1928 §7) go to it as plain UDP, whatever secures the
 *       control connection. What does not come from the relay's address is dropped.
 *   <li>Failures name the outbound and its server, never credentials, never the destination.
 * </ul>
 */
@NullMarked
package io.sallyport.upstream.internal;

import org.jspecify.annotations.NullMarked;
