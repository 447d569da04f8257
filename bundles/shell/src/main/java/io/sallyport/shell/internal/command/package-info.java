// SPDX-License-Identifier: Apache-2.0
/**
 * The commands over what the API offers, one class for each scope, or for each command that is
 * long. How commands are written stands in {@link io.sallyport.command}.
 *
 * <p>Decisions that hold here:
 *
 * <ul>
 *   <li>A command is a service that exists while what it shows exists: without a session manager
 *       there is no {@code session:list}, and the shell says so.
 * </ul>
 */
@NullMarked
package io.sallyport.shell.internal.command;

import org.jspecify.annotations.NullMarked;
