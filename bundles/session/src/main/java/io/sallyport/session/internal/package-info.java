// SPDX-License-Identifier: Apache-2.0
/**
 * The session manager.
 *
 * <p>Decisions: a session lives on the event loop of its client, and everything that changes it
 * runs there; other threads only read its counters and ask it to close. There is no timer per
 * running session: one sweep per loop and second looks at idle times, drains, and policies that
 * changed. Bytes are counted in plain fields of the session and added to the shared counters by
 * that sweep, so the data path touches no shared memory.
 */
@NullMarked
package io.sallyport.session.internal;

import org.jspecify.annotations.NullMarked;
