// SPDX-License-Identifier: Apache-2.0
/** Captured datagrams as sessions, whichever way they were captured. */
@NullMarked
package io.sallyport.attach.internal.datagram;

import org.jspecify.annotations.NullMarked;
