// SPDX-License-Identifier: Apache-2.0
/**
 * The session manager.
 *
 * <p>Decisions: a session lives on the event loop of its client, and everything that changes it
 * runs there; other threads only read its counters and ask it to close. There is no timer per
 * running session: one sweep per loop and second looks at idle times, drains, and policies that
 * changed. Bytes are counted in plain fields of the session and added to the shared counters by
 * that sweep, so the data path touches no shared memory.
 *
 * <p>The rooms of a session: {@link io.sallyport.session.internal.LiveSession} has its state and
 * what is known of it. {@link io.sallyport.session.internal.Approach} brings it to its far end: the
 * policy decides, an outbound is dialled, one deadline runs. {@link
 * io.sallyport.session.internal.Relay} has the two channels from then on, first by legs in their
 * pipelines, then by {@link io.sallyport.session.internal.SocketRelay} below them where it can.
 * {@link io.sallyport.session.internal.Upkeep} is for what comes from outside meanwhile, {@link
 * io.sallyport.session.internal.Books} for what is counted. Only the session changes its state; the
 * others tell it what has happened.
 */
@NullMarked
package io.sallyport.session.internal;

import org.jspecify.annotations.NullMarked;
