// SPDX-License-Identifier: Apache-2.0
/**
 * DNS for attached interfaces: hijacked queries answered by servers reached through outbounds, fake
 * addresses that stand for names, and a cache.
 */
@Export
@Version("0.1.0")
@NullMarked
package io.sallyport.dns;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
