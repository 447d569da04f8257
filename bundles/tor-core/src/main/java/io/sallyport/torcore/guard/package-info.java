// SPDX-License-Identifier: Apache-2.0
/**
 * The few relays by which a client enters the network (guard-spec). A client keeps a persistent
 * sample, prefers the guards that it has used before, and goes on to the next only when those
 * before it cannot be reached: whoever runs many relays or blocks many addresses gains little.
 *
 * <p>What holds now: sample, confirmation, primary guards, retry times, expiry and absence from the
 * consensus. Restrictions of a sample to a part of the network, and waiting for a better guard
 * while a worse one answers, come with the rest of proposal 271; state and API have room for them.
 */
@Export
@Version("0.1.0")
@NullMarked
package io.sallyport.torcore.guard;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
