// SPDX-License-Identifier: Apache-2.0
/**
 * Our own Tor client against private networks of the C program: as a library and as an outbound.
 */
@NullMarked
package io.sallyport.itest.tor;

import org.jspecify.annotations.NullMarked;
