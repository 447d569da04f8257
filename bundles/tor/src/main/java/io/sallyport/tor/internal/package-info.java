// SPDX-License-Identifier: Apache-2.0
/**
 * The outbound {@code tor}: the face of the Tor client towards the rest of the product.
 *
 * <ul>
 *   <li>An outbound is asleep, and has contacted nobody, until the first flow is sent to it or an
 *       operator wakes it.
 *   <li>A flow that comes while the client bootstraps waits for it, no longer than {@code
 *       connect_timeout}, and then fails with what the bootstrap itself says.
 *   <li>Each outbound is a client of its own, with its own directory, guards and circuits.
 *   <li>A change of configuration that concerns the client ends it and its streams: another network
 *       or another way out must not be mixed with the old. Any other change touches nothing.
 *   <li>Destinations are shown to an operator who asks for them, and are never logged.
 * </ul>
 */
@NullMarked
package io.sallyport.tor.internal;

import org.jspecify.annotations.NullMarked;
