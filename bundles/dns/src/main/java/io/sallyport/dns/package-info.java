// SPDX-License-Identifier: Apache-2.0
/**
 * DNS for inbounds: hijacked queries are answered by rules, from fake addresses, a cache, or
 * servers that are reached through outbounds.
 *
 * <p>Decisions that hold here:
 *
 * <ul>
 *   <li>The vocabulary is sing-box's; what is ours beyond it says so where it is read. Conditions
 *       on names and clients are compiled by the {@link io.sallyport.api.PolicyCompiler}, so they
 *       mean the same as in {@code rules}.
 *   <li>A name under {@code .onion} (RFC 7686) gets a fake address or none; it is never asked of a
 *       server, whatever rules say.
 *   <li>HTTPS and SVCB questions (RFC 9460) are answered with no data unless a rule that names
 *       their type sends them to a server: keys for ECH would hide the name from sniffing, address
 *       hints would go around fake addresses, and {@code h3} leads to UDP that an outbound may not
 *       carry. Of what that server answers these are taken out.
 *   <li>What a server answers is passed on as it is, with new id, flags and TTLs, after every
 *       length and pointer in it was checked; only its EDNS part is ours. It is cached under its
 *       question and never under any other name that it mentions.
 *   <li>A fake address is given to another name only when its time to live and {@code
 *       recycle_after} have passed since a client was last told of it or used it. If all addresses
 *       are taken the answer is SERVFAIL. The pair is in a file before the client hears of it.
 * </ul>
 */
@Version("0.1.0")
@Export
@NullMarked
package io.sallyport.dns;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
