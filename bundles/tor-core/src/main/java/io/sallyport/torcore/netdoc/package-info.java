// SPDX-License-Identifier: Apache-2.0
/**
 * Directory documents (dir-spec): the microdescriptor consensus, microdescriptors, authority
 * certificates and network parameters, read from bytes into immutable values, and the decompression
 * that comes before. No I/O, no clock, no threads; every method may be called on any thread.
 *
 * <p>Decisions that hold here:
 *
 * <ul>
 *   <li>Whoever serves a document may lie. A consensus is {@linkplain
 *       io.sallyport.torcore.netdoc.SignedConsensus opened} as far as its signatures need, checked,
 *       and only then read; a microdescriptor is read only if its digest was asked for.
 *   <li>Whatever is wrong with a document is a {@link io.sallyport.torcore.netdoc.NetdocException}
 *       and no other exception, and nothing is allocated by a length that a document announces.
 *   <li>Unknown keywords and further arguments are passed over, as the specification wants; a known
 *       item that is missing, doubled or malformed refuses the document.
 *   <li>Only consensuses of the microdescriptor flavour are read, and only signatures over SHA-256
 *       count for them: the authorities make no others.
 * </ul>
 */
@Export
@Version("0.1.0")
@NullMarked
package io.sallyport.torcore.netdoc;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
