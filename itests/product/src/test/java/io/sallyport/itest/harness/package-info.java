// SPDX-License-Identifier: Apache-2.0
/**
 * What the tests of the product work with: the product as a process, servers whose every byte is
 * known, clients that show the bytes of a protocol, and other people's proxies.
 *
 * <p>Every wait here has a deadline and awaits a condition.
 */
@NullMarked
package io.sallyport.itest.harness;

import org.jspecify.annotations.NullMarked;
