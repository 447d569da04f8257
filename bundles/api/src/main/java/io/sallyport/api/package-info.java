// SPDX-License-Identifier: Apache-2.0
/**
 * The contracts between acceptors, policy, session manager and outbounds; the one bundle that a
 * third-party outbound compiles against.
 *
 * <p>Decisions that hold here:
 *
 * <ul>
 *   <li>Every stream is a Netty {@link io.netty.channel.Channel} on the event loop of its flow, so
 *       both legs of a session need no lock.
 *   <li>A destination that arrived as a name stays a name until an outbound, or a rule that says
 *       so, resolves it.
 *   <li>Nobody reports success before the outbound has really connected; a failure is one {@link
 *       io.sallyport.api.ConnectFailure} that each acceptor translates for its client.
 *   <li>Service properties, not methods, are the plugin contract; see {@link
 *       io.sallyport.api.Outbound}.
 * </ul>
 */
@Version("0.1.0")
@Export
@NullMarked
package io.sallyport.api;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
