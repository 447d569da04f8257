// SPDX-License-Identifier: Apache-2.0
/**
 * A Tor client as a plain library: links, circuits, directory and streams over Netty. Begin with
 * {@link io.sallyport.torclient.TorClient}.
 *
 * <p>How it is laid out, each part knowing only those before it:
 *
 * <ul>
 *   <li>{@code link}: connections to relays; shared, and closed when nobody needs them.
 *   <li>{@code stream}: streams as channels.
 *   <li>{@code circuit}: circuits built on links. Which relays they consist of is a {@code
 *       PathSource}'s choice; {@code DirectoryCircuits} give streams to directory servers.
 *   <li>{@code directory}: fetches the directory by those streams, keeps it on disk, and reports
 *       how far it is as {@link io.sallyport.torclient.Bootstrap}.
 *   <li>this package: the facade, which joins them.
 * </ul>
 *
 * <p>Event loops carry all traffic and never block; what blocks (directory, files) is on virtual
 * threads. Nothing is global: two clients in one process share no state.
 */
@Export
@Version("0.1.0")
@NullMarked
package io.sallyport.torclient;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
