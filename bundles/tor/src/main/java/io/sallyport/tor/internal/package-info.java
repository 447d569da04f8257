// SPDX-License-Identifier: Apache-2.0
/** The outbound {@code tor}: the face of the Tor client towards the rest of the product. */
@NullMarked
package io.sallyport.tor.internal;

import org.jspecify.annotations.NullMarked;
