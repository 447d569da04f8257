// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torclient.link;

import java.time.Duration;

/**
 * How far the clock of this machine is off, as relays tell.
 *
 * @param ahead our clock minus theirs, in whole seconds: negative when ours is behind
 * @param relays how many have told; none of them is bound to tell the truth
 */
public record ClockSkew(Duration ahead, int relays) {}
