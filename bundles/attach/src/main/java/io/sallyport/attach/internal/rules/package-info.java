// SPDX-License-Identifier: Apache-2.0
/** The rules of nftables and of routing, as text and plans: what is refused, what is captured. */
@NullMarked
package io.sallyport.attach.internal.rules;

import org.jspecify.annotations.NullMarked;
