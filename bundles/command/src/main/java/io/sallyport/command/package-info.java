// SPDX-License-Identifier: Apache-2.0
/**
 * How shell commands are written, the same in every bundle: what they read from a line, how they
 * show things to people and to scripts, and how they fail.
 *
 * <p>A command is a method of a service with the properties {@code osgi.command.scope} and {@code
 * osgi.command.function}, which gogo finds. Decisions that hold for all of them:
 *
 * <ul>
 *   <li>Each parameter is a {@code String}, some, or a flag. gogo would turn {@code 007} into a
 *       number for any other type; {@link io.sallyport.command.Arguments} converts, and says what
 *       is wrong with a value.
 *   <li>Each has a {@link org.apache.felix.service.command.Descriptor} for {@code --help}, and a
 *       {@link io.sallyport.command.Value} for its name there and for completion.
 *   <li>A command shows things on a {@link io.sallyport.command.Screen}, and returns nothing: so a
 *       pipe, a narrow terminal and a terminal without colours are as good as any.
 *   <li>Every list has {@code --json}: keys are {@code snake_case} and stay; sizes are bytes, times
 *       seconds unless the key says otherwise.
 *   <li>What fails throws {@link io.sallyport.command.CommandFailure}, with the exit status: 1 if
 *       it was tried, 2 if it was asked wrongly.
 * </ul>
 *
 * <p>No class here knows a terminal or keeps anything; all may be used on any thread.
 */
@Version("0.1.0")
@Export
@NullMarked
package io.sallyport.command;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
