// SPDX-License-Identifier: Apache-2.0
/**
 * The client side of a circuit, without I/O: cells in, cells and events out (tor-spec §5 to §7).
 *
 * <p>Decisions that hold here:
 *
 * <ul>
 *   <li>A circuit and its streams belong to one thread, the one that feeds its cells.
 *   <li>What a hop does to a cell, and how the body of a relay cell is laid out, are interfaces
 *       chosen for each hop, so that hops of other kinds can follow.
 *   <li>A relay cell that nobody asked for, of a stream that never was, or of a hop that must not
 *       send it ends the circuit: unknown cells that are silently dropped carry signals between
 *       relays of one owner. A stream that we closed still absorbs what was on its way.
 *   <li>What is wrong with one circuit never ends its link.
 * </ul>
 */
@Export
@Version("0.1.0")
@NullMarked
package io.sallyport.torcore.circuit;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
