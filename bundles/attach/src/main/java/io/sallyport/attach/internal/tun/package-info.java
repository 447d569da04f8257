// SPDX-License-Identifier: Apache-2.0
/**
 * Capture by a TUN device of our own. The kernel's own TCP terminates every connection: addresses
 * of its packets are rewritten so that it is the listener here that they reach, super-packets stay
 * whole. UDP and ICMP are handled here.
 *
 * <p>Decisions that hold here:
 *
 * <ul>
 *   <li>{@link io.sallyport.attach.internal.tun.IpPacket} and what works on it take native memory
 *       and allocate nothing; a packet is trusted in nothing but its length as it was read.
 *   <li>A TCP connection of a client is known to the listener by an address and port of the
 *       device's own subnet, whose number is its place in {@link
 *       io.sallyport.attach.internal.tun.NatTable}.
 *   <li>One thread reads the device and rewrites; datagrams go to the loop of their client in
 *       batches; whoever has an answer writes it to the device from its own thread.
 *   <li>Routing into the device always ends in {@code unreachable}: when the device goes, packets
 *       are refused.
 * </ul>
 */
@NullMarked
package io.sallyport.attach.internal.tun;

import org.jspecify.annotations.NullMarked;
