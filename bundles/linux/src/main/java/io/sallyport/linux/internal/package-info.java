// SPDX-License-Identifier: Apache-2.0
/** System calls by FFM, and the reading of what nft, ip, netlink and proc say. */
@NullMarked
package io.sallyport.linux.internal;

import org.jspecify.annotations.NullMarked;
