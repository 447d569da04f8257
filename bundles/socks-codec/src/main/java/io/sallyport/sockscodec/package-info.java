// SPDX-License-Identifier: Apache-2.0
/**
 * SOCKS 4, 4a and 5, RFC 1929 and the SOCKS5 datagram header as values: each message is a record
 * that parses itself from bytes and emits itself into bytes, for servers and for clients. No I/O,
 * no state, no threads; every method may be called on any thread.
 *
 * <p>Decisions that hold here:
 *
 * <ul>
 *   <li>{@code parse} takes what has arrived so far. It returns null while more is needed and
 *       leaves the reader index alone; it throws as soon as a byte is wrong, without waiting for
 *       the rest; when it returns a message, exactly that message has been read.
 *   <li>Nothing is allocated by an announced length: only bytes that have arrived are copied, and
 *       no message is longer than 520 bytes.
 *   <li>What one side must decide is kept as a number, not refused here: commands, methods, reply
 *       codes, fragment numbers.
 *   <li>A name has 1 to 255 bytes of printable ASCII, in requests and in replies. What contains
 *       NUL, white space, control characters or bytes from 0x7f is refused: other servers cut such
 *       names at the NUL, past their own rules.
 *   <li>An IPv4-mapped IPv6 address becomes IPv4 when it is parsed.
 *   <li>Credentials are bytes that can be wiped; no {@code toString} shows them.
 * </ul>
 */
@Version("0.1.0")
@Export
@NullMarked
package io.sallyport.sockscodec;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
