// SPDX-License-Identifier: Apache-2.0
/**
 * Which relays a circuit goes through (path-spec §2). The first hop is the guard's business and
 * comes from outside; the last is chosen next, since most depends on it, and the middle last. No
 * two of them are the same relay, of one family, or in one subnet. Randomness is injected.
 */
@Export
@Version("0.1.0")
@NullMarked
package io.sallyport.torcore.path;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
