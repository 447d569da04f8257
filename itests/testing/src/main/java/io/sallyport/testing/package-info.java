// SPDX-License-Identifier: Apache-2.0
/**
 * What unit tests of more than one bundle need. No part of the product: bundles use it with scope
 * {@code test} only, which is why it is no bundle and does not live among them.
 */
@NullMarked
package io.sallyport.testing;

import org.jspecify.annotations.NullMarked;
