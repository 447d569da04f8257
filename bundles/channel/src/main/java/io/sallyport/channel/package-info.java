// SPDX-License-Identifier: Apache-2.0
/**
 * Bases of Netty channels that have no socket of their own: a Tor stream, one end of a pipe in
 * memory, the client's end of a session of datagrams, a connection of a TCP that we run ourselves.
 * A plain library over Netty.
 *
 * <p>Why it exists: every stream of the house is a Netty channel, so whatever is not a socket has
 * to become one. What Netty leaves to a transport there, and what every such transport gets wrong
 * first, is here once: reading only when asked, also from inside a read; the end of input behind
 * the last byte and told once; output that waits until its medium has room; half-closure; giving up
 * what waits when the channel closes, also when it closes inside of a read.
 *
 * <ul>
 *   <li>{@link io.sallyport.channel.ByteStreamChannel}: bytes, with back-pressure both ways.
 *   <li>{@link io.sallyport.channel.MessageChannel}: datagrams, which are dropped where they would
 *       have to wait too long.
 * </ul>
 *
 * <p>Decisions that hold here:
 *
 * <ul>
 *   <li>A channel is used by its medium on its own loop only. What arrives on other threads is for
 *       the subclass to hand over, in batches: how that is done well depends on the medium.
 *   <li>{@code autoRead} is off to begin with: nothing is read before there is who reads it.
 *   <li>It is active from the start and until it closes. Who needs to tell when it is connected has
 *       a future for that.
 *   <li>The end of input is told as soon as all before it has been read, asked for or not, as by
 *       Netty's epoll sockets: a channel that nobody reads still notices that it is over.
 *   <li>{@code SO_LINGER} of zero is understood as by a socket: closing is then a reset.
 * </ul>
 */
@Export
@Version("0.1.0")
@NullMarked
package io.sallyport.channel;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
