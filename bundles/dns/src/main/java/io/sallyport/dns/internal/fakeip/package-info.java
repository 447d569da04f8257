// SPDX-License-Identifier: Apache-2.0
/**
 * Addresses that stand for names. An address goes to another name only when nobody can still mean
 * the old one by it: not before the time to live that a client was told and {@code recycle_after}
 * have passed since it was told last, nor before {@code recycle_after} has passed since a flow used
 * it last; of those the one goes first that was asked for longest ago. All of that counts anew from
 * a restart. If there is none, the name gets no address.
 */
@NullMarked
package io.sallyport.dns.internal.fakeip;

import org.jspecify.annotations.NullMarked;
