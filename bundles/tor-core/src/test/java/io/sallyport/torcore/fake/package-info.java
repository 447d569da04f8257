// SPDX-License-Identifier: Apache-2.0
/**
 * A relay made of the other half of this bundle, for tests: it answers, or sends what it is told.
 */
@NullMarked
package io.sallyport.torcore.fake;

import org.jspecify.annotations.NullMarked;
