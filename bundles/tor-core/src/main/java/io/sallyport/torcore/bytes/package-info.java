// SPDX-License-Identifier: Apache-2.0
/**
 * Cursors over bytes that came from a peer, and the one exception that says what was wrong with
 * them. Nothing here allocates by an announced length: a reader only hands out bytes that are
 * there.
 */
@Export
@Version("0.1.0")
@NullMarked
package io.sallyport.torcore.bytes;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
