// SPDX-License-Identifier: Apache-2.0
/**
 * The commands, one class for each scope.
 *
 * <p>Decisions that hold here:
 *
 * <ul>
 *   <li>A command is a service that exists while what it shows exists: without a session manager
 *       there is no {@code session:list}, and the shell says so.
 *   <li>Every parameter is a {@code String} or a flag. gogo would turn {@code 007} into a number
 *       for any other type; the commands convert, and say what is wrong with a value.
 *   <li>Every list has {@code --json}: keys are {@code snake_case} and stay; sizes are bytes, times
 *       seconds.
 * </ul>
 */
@NullMarked
package io.sallyport.shell.internal.command;

import org.jspecify.annotations.NullMarked;
