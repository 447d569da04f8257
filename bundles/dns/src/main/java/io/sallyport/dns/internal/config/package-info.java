// SPDX-License-Identifier: Apache-2.0
/** Reads the {@code dns} object of an inbound's file and says what is wrong with it. */
@NullMarked
package io.sallyport.dns.internal.config;

import org.jspecify.annotations.NullMarked;
