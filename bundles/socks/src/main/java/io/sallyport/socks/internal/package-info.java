// SPDX-License-Identifier: Apache-2.0
/**
 * The listener for programs that know proxies: SOCKS4, SOCKS4a, SOCKS5 and HTTP CONNECT on one
 * port; the first byte tells which. SOCKS5 is there whole: {@code CONNECT}, {@code BIND}, {@code
 * UDP ASSOCIATE}, and Tor's {@code RESOLVE} and {@code RESOLVE_PTR}.
 *
 * <p>Decisions that hold here:
 *
 * <ul>
 *   <li>What a client says is understood by a {@link io.sallyport.socks.internal.Dialog}, bytes in
 *       and a {@link io.sallyport.socks.internal.Step} out; handlers only carry bytes.
 *   <li>With users, SOCKS5 must authenticate by RFC 1929 and HTTP by Basic; SOCKS4, which has no
 *       passwords, is refused with 91 (92 and 93 speak of identd, which nobody asked).
 *   <li>Without users, method 00 is chosen where it is offered. A client that offers 02 only may
 *       say any name and password; since nobody has checked them they do not become the user of the
 *       flow, so that no {@code auth_user} rule can be met by a claim. A SOCKS4 user-id never does.
 *   <li>Such a claim (a SOCKS4 user-id and {@code Proxy-Authorization} too) still keeps flows apart
 *       where {@code isolation} has {@code auth_user}, as Tor does it ({@code IsolateSOCKSAuth});
 *       there 02 is chosen before 00. What is kept of it is a digest by a key of this process.
 *   <li>REP 06 (TTL expired) stands for a time-out, as in Tor: 04 would blame the route.
 *   <li>A refusal is written, the output shut down and what the client still sends read away for up
 *       to a second: a close with unread input is a RST, which may eat the refusal.
 *   <li>When too many clients are half-way, the one that has dawdled longest is closed, not the one
 *       that comes: those who stall cannot lock out those who speak.
 *   <li>A name that ends in a number ({@code 127.1}, {@code 0x7f000001}) is refused: no DNS name
 *       does, and resolvers take it for an address, past the rules about addresses.
 *   <li>A UDP association has a relay socket of its own, hears the client's address and one port of
 *       it, and ends with the TCP connection; after {@code udp_timeout} of silence both end.
 *       Fragments (FRAG other than 0) are dropped, as RFC 1928 §7 allows: nobody sends them.
 *   <li>The policy decides for each destination of a datagram. Those that go the same way share one
 *       session, so that whoever learns of its socket can answer (full cone).
 *   <li>On a Unix socket everything is the same but UDP ASSOCIATE, which is refused with 07: there
 *       is no address of the client that datagrams could be held to. BIND works: its peer comes to
 *       the outbound, not to the listener. Such clients count for no limit by source. By NIO and
 *       io_uring a client that ends its output gets no more answer, which is Netty's doing.
 *   <li>Where descriptors run out, accepting pauses; see {@link
 *       io.sallyport.socks.internal.ClientPlaces}. At most half of the places are for clients that
 *       are half-way.
 * </ul>
 */
@NullMarked
package io.sallyport.socks.internal;

import org.jspecify.annotations.NullMarked;
