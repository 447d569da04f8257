// SPDX-License-Identifier: Apache-2.0
/**
 * The product's data path beside other relays, measured from outside: {@code mvn -Pbench verify}.
 *
 * <p>Decisions that hold here:
 *
 * <ul>
 *   <li>Three processes besides the relays: the coordinator ({@link io.sallyport.bench.Bench}), the
 *       load ({@link io.sallyport.bench.Load}) and the target ({@link io.sallyport.bench.Target}),
 *       so that 9,900 sessions need no more than 9,900 descriptors in each.
 *   <li>Every byte is compared with a pattern that depends on its position, at the end where it
 *       arrives; a relay that loses, doubles or swaps bytes cannot look fast.
 *   <li>Rounds are interleaved between the relays and the median counts, because a shared machine
 *       is noisy from one minute to the next; CPU time per unit of work is the steadiest figure.
 *   <li>The load uses blocking channels on a thread per stream, which on loopback cost less than a
 *       selector; only the target, and a ping-pong over many connections, select.
 * </ul>
 */
@NullMarked
package io.sallyport.bench;

import org.jspecify.annotations.NullMarked;
