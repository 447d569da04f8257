// SPDX-License-Identifier: Apache-2.0
/**
 * Starts the product: reads Feature files, installs their bundles by reference, waits until all of
 * it runs.
 *
 * <p>Decisions: our own reader for OSGi Feature files (R8 chapter 159), because the published one
 * needs four more jars outside the framework; bundles are found in a folder laid out as a Maven
 * repository, so that an id is a path; the framework's cache is made anew at each start, because
 * files are the only truth about configuration.
 */
@NullMarked
package io.sallyport.launcher;

import org.jspecify.annotations.NullMarked;
