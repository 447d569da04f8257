// SPDX-License-Identifier: Apache-2.0
/** Capture by nftables' redirect: TCP, and DNS over UDP. */
@NullMarked
package io.sallyport.attach.internal.redirect;

import org.jspecify.annotations.NullMarked;
