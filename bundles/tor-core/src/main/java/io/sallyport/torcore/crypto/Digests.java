// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.crypto;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The JDK's digests, which every Java platform has. */
public final class Digests {

  private Digests() {}

  /** A new running SHA-1. */
  public static MessageDigest sha1() {
    return named("SHA-1");
  }

  /** A new running SHA-256. */
  public static MessageDigest sha256() {
    return named("SHA-256");
  }

  /** A new running SHA3-256. */
  public static MessageDigest sha3() {
    return named("SHA3-256");
  }

  private static MessageDigest named(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no " + algorithm, e);
    }
  }
}
