// SPDX-License-Identifier: Apache-2.0
/**
 * Cells as they travel on a link, and the small values inside of them (tor-spec §3, §5.1.2, §6).
 *
 * <p>On the data path cells are slices of somebody else's byte array that are valid during one call
 * only; they may be changed in place (relay cells are decrypted where they lie).
 */
@Export
@Version("0.1.0")
@NullMarked
package io.sallyport.torcore.cell;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
