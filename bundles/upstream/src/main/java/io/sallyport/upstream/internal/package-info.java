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
 *   <li>Failures name the outbound and its server, never credentials, never the destination.
 * </ul>
 */
@NullMarked
package io.sallyport.upstream.internal;

import org.jspecify.annotations.NullMarked;
