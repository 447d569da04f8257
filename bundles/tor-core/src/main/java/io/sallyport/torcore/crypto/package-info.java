// SPDX-License-Identifier: Apache-2.0
/**
 * Handshakes and relay-cell ciphers. AES, SHA-1, SHA-256 and HMAC are the JDK's (its intrinsics are
 * twenty to fifty times as fast as anybody's Java); X25519, Ed25519 and SHAKE are BouncyCastle's
 * low-level classes, without registering its provider.
 */
@Export
@Version("0.1.0")
@NullMarked
package io.sallyport.torcore.crypto;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
