// SPDX-License-Identifier: Apache-2.0
package io.sallyport.socks.internal;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Digests of names and passwords by HMAC-SHA-256, whose key is in this process alone and lives as
 * long as this object: without it nobody can try out passwords on a digest. Any thread.
 */
final class LoginDigest {

  private static final String ALGORITHM = "HmacSHA256";

  private final SecretKeySpec key;

  LoginDigest() {
    var random = new byte[32];
    new SecureRandom().nextBytes(random);
    key = new SecretKeySpec(random, ALGORITHM);
  }

  /** What stands for these credentials; both arrays may be wiped afterwards. */
  byte[] of(byte[] name, byte[] password) {
    try {
      var mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      mac.update((byte) name.length);
      mac.update(name);
      return mac.doFinal(password);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, e);
    }
  }
}
