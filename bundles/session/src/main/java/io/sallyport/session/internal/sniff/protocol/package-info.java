// SPDX-License-Identifier: Apache-2.0
/** One parser for each protocol that can be recognised. */
@NullMarked
package io.sallyport.session.internal.sniff.protocol;

import org.jspecify.annotations.NullMarked;
