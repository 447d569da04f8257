// SPDX-License-Identifier: Apache-2.0
/**
 * What is kept of a password that others must be able to check but not to read.
 *
 * <p>A bundle of its own, without OSGi types and dependencies, since it is used on both sides of
 * the framework: by listeners inside of it, and by {@code sallyport hash}, which runs without one.
 */
@Version("0.1.0")
@Export
@NullMarked
package io.sallyport.password;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
