// SPDX-License-Identifier: Apache-2.0
/**
 * The Linux kernel as this product needs it: TUN and TAP devices, socket options that Netty lacks,
 * and the programmer of nftables and routing rules. The only bundle that calls native functions.
 */
@Export
@Version("0.1.0")
@NullMarked
package io.sallyport.linux;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
