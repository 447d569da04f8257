// SPDX-License-Identifier: Apache-2.0
/** Resolvers: from a client's message through rules, cache and servers to the answer. */
@NullMarked
package io.sallyport.dns.internal;

import org.jspecify.annotations.NullMarked;
