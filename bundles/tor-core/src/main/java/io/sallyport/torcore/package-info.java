// SPDX-License-Identifier: Apache-2.0
/** The Tor protocol without sockets, threads or clocks of its own: bytes in, bytes out. */
@Export
@Version("0.1.0")
@NullMarked
package io.sallyport.torcore;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
