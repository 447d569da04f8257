// SPDX-License-Identifier: Apache-2.0
/**
 * Where log entries end: one line each on standard error, and a ring of the last for the shell.
 *
 * <p>Decisions that hold here:
 *
 * <ul>
 *   <li>Everybody logs through the OSGi Log Service; {@code java.util.logging}, which Netty and the
 *       JDK use, is led into it. Nothing of this package logs, so nothing goes in circles.
 *   <li>An entry is one line whatever it holds: what a peer sent cannot forge a second one.
 * </ul>
 */
@NullMarked
package io.sallyport.logging.internal;

import org.jspecify.annotations.NullMarked;
