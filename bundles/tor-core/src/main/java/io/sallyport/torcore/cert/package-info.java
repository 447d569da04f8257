// SPDX-License-Identifier: Apache-2.0
/**
 * Identities of relays and the certificates by which a link proves them (cert-spec, tor-spec §4.2).
 */
@Export
@Version("0.1.0")
@NullMarked
package io.sallyport.torcore.cert;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
