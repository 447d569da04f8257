// SPDX-License-Identifier: Apache-2.0
/** Capture by nftables' tproxy: TCP and UDP, both families. */
@NullMarked
package io.sallyport.attach.internal.tproxy;

import org.jspecify.annotations.NullMarked;
