// SPDX-License-Identifier: Apache-2.0
package io.sallyport.socks.internal;

import io.sallyport.api.Policy;
import io.sallyport.password.PasswordHash;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who may use a listener: by a digest of name and password, or by a hash of the password.
 *
 * @param digest of both words, where the file holds the password itself
 * @param hash where it holds a hash
 */
record User(
    String name, byte @Nullable [] digest, @Nullable PasswordHash hash, Policy.UserLimits limits) {}
