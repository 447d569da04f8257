// SPDX-License-Identifier: Apache-2.0
/** A Tor client as a plain library: links, circuits, directory and streams over Netty. */
@Export
@Version("0.1.0")
@NullMarked
package io.sallyport.torclient;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
