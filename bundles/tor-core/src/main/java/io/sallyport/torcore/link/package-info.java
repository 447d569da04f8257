// SPDX-License-Identifier: Apache-2.0
/**
 * What happens on a link below its circuits: the handshake, strict and step by step, and the rules
 * for every cell afterwards (tor-spec §4). No sockets: the owner of the TLS connection feeds bytes
 * to a {@link io.sallyport.torcore.cell.CellDecoder} and writes what it is given.
 *
 * <p>One link belongs to one thread (its event loop); nothing here is synchronised.
 */
@Export
@Version("0.1.0")
@NullMarked
package io.sallyport.torcore.link;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
