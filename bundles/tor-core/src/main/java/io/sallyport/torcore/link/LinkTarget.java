// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.link;

import io.sallyport.torcore.cert.RelayIdentity;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * Whom we called.
 *
 * @param identity what it must prove; null accepts everybody who proves anything, which is for
 *     tests and for bridges without a fingerprint
 * @param address where the TLS connection leads to; null behind a pluggable transport or a proxy
 */
public record LinkTarget(@Nullable RelayIdentity identity, @Nullable InetAddress address) {}
