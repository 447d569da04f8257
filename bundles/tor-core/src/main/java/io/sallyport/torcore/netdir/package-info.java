// SPDX-License-Identifier: Apache-2.0
/**
 * The network as a client sees it: which authorities there are, and each consensus joined with the
 * microdescriptors that it names. Immutable snapshots; any thread.
 *
 * <p>Which authorities and fallback directories there are is data: the resource {@code
 * public-network.txt}, which a configuration replaces by lines of the same form (those of a torrc).
 */
@Export
@Version("0.1.0")
@NullMarked
package io.sallyport.torcore.netdir;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
