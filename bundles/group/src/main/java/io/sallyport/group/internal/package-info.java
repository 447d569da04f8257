// SPDX-License-Identifier: Apache-2.0
/**
 * Outbounds that choose among outbounds: {@code selector}, {@code urltest}, {@code fallback},
 * {@code loadbalance}.
 *
 * <p>Decisions that hold here:
 *
 * <ul>
 *   <li>A failed attempt is followed by the next member within the same dial. {@link
 *       io.sallyport.group.internal.Verdict} says which failures are the way's and which are an
 *       answer that the client must get unchanged.
 *   <li>A selector has no next member: who chose one way out does not want another, unasked.
 *   <li>A member that fails is moved behind the others for a while, never left out: when all fail,
 *       all are tried.
 *   <li>Nothing is probed unless a file names a {@code url}: a gateway does not call home.
 *   <li>Members are looked up by tag at every dial, so they may come, go and change.
 * </ul>
 */
@NullMarked
package io.sallyport.group.internal;

import org.jspecify.annotations.NullMarked;
