// SPDX-License-Identifier: Apache-2.0
/**
 * What the first bytes of a client give away: pure functions, bytes in, verdict out.
 *
 * <p>Decisions that hold here:
 *
 * <ul>
 *   <li>The input belongs to an attacker. A verdict never depends on bytes that are not there, no
 *       length is believed before it is checked, and nothing is allocated beyond what was received.
 *   <li>A hello that is a hello but names no usable host is still recognised; its domain is null.
 *       An IP literal is no domain.
 *   <li>A DNS question is recognised as DNS only: the name asked for is not where the flow goes,
 *       and sing-box keeps it out of its domain rules too.
 * </ul>
 */
@NullMarked
package io.sallyport.session.internal.sniff;

import org.jspecify.annotations.NullMarked;
