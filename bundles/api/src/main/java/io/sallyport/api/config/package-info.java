// SPDX-License-Identifier: Apache-2.0
/**
 * How a component says which configuration keys it has, once: a {@link io.sallyport.api.config.Key}
 * carries name, type, default, range and documentation, and the same key reads the value.
 * Registered {@link io.sallyport.api.config.Schema} services let files be refused before they do
 * harm, with line and column.
 *
 * <p>What reaches a component through Config Admin: a scalar or a list of scalars under its key; a
 * nested value (object, list of objects) as JSON text, and whatever is secret, under its key with a
 * dot before it, which keeps it out of service properties. {@link io.sallyport.api.config.Settings}
 * hides the difference.
 */
@Version("0.1.0")
@Export
@NullMarked
package io.sallyport.api.config;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
