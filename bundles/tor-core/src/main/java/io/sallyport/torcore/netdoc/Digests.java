// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.netdoc;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Digests that every Java has. */
final class Digests {

  private Digests() {}

  static MessageDigest sha1() {
    return of("SHA-1");
  }

  static MessageDigest sha256() {
    return of("SHA-256");
  }

  static MessageDigest sha3() {
    return of("SHA3-256");
  }

  private static MessageDigest of(String name) {
    try {
      return MessageDigest.getInstance(name);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
