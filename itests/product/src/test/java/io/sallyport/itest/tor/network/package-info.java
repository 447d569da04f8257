// SPDX-License-Identifier: Apache-2.0
/**
 * A private Tor network for tests: relays, exits and directory authorities of the installed {@code
 * tor} program as processes on 127.0.0.1, with keys of their own.
 *
 * <p>Every node names the network's own authorities, which replaces the public ones that are built
 * into the program, and binds its outgoing connections to loopback: no byte leaves the machine.
 *
 * <p>What makes it fast and steady: the authorities hold their first vote back until they have
 * every descriptor and are then told to vote at once; relays without the consensus are nudged,
 * since a client that meets one rests for ten seconds.
 */
@NullMarked
package io.sallyport.itest.tor.network;

import org.jspecify.annotations.NullMarked;
