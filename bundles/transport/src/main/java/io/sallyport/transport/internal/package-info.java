// SPDX-License-Identifier: Apache-2.0
/**
 * Event loops, sockets and the resolver of this machine.
 *
 * <p>Decisions: one loop per core and both legs of a session on one of them; epoll where Linux has
 * it (io_uring on request: it is no faster for relayed TCP and refused in many containers), NIO
 * elsewhere. Names are looked up by Netty's resolver, which does not block, instead of the C
 * library's, which does; it reads {@code hosts} and {@code resolv.conf} but no other NSS source.
 */
@NullMarked
package io.sallyport.transport.internal;

import org.jspecify.annotations.NullMarked;
