// SPDX-License-Identifier: Apache-2.0
/**
 * Keeps the directory of the network up to date: fetches consensus, certificates and
 * microdescriptors by streams that the circuit side gives, verifies them, and keeps them on disk.
 * Everything here blocks and runs on virtual threads of its own.
 *
 * <p>Decisions that hold here:
 *
 * <ul>
 *   <li>A document counts when it has been verified, whether it comes from the network or the disk:
 *       nothing that lies in the cache directory is believed because it lies there.
 *   <li>A consensus never replaces one that is newer, so a cache that is behind cannot pull a
 *       client back.
 *   <li>Whoever fails is left alone for a while that depends on how it failed; when all have
 *       failed, the client says what that looks like: no route, a blocked network, a wrong clock.
 * </ul>
 */
@NullMarked
package io.sallyport.torclient.directory;

import org.jspecify.annotations.NullMarked;
