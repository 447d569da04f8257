// SPDX-License-Identifier: Apache-2.0
/** The outbounds that always exist, {@code direct} and {@code block}, and configured kin. */
@NullMarked
package io.sallyport.direct.internal;

import org.jspecify.annotations.NullMarked;
