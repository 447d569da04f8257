// SPDX-License-Identifier: Apache-2.0
package io.sallyport.socks.internal;

import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Who a client is, as far as it has told.
 *
 * @param user who has authenticated, if anybody had to
 * @param login stands for credentials that nobody has checked; see {@link
 *     io.sallyport.api.Origin#login}
 */
record Caller(@Nullable String user, @Nullable String login) {

  /** Has told nothing. */
  static final Caller NOBODY = new Caller(null, null);

  /** One key for all listeners: who claims the same at two of them may share. */
  private static final LoginDigest DIGEST = new LoginDigest();

  /** Somebody whose credentials were right; nobody if null. */
  static Caller of(@Nullable String user) {
    return user == null ? NOBODY : new Caller(user, null);
  }

  /** Somebody who says these, unasked; both arrays may be wiped afterwards. */
  static Caller claiming(byte[] name, byte[] password) {
    return new Caller(null, HexFormat.of().formatHex(DIGEST.of(name, password)));
  }
}
