// SPDX-License-Identifier: Apache-2.0
package io.sallyport.config.internal;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;

/** Tells whether what placeholders stand for has changed, without keeping it. */
final class SecretDigest {

  private SecretDigest() {}

  /** Empty if nothing was filled in. Never leaves this process. */
  static String of(SortedMap<String, Object> raw, Map<String, Object> filled) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      boolean any = false;
      for (Map.Entry<String, Object> property : raw.entrySet()) {
        Object value = filled.get(property.getKey());
        if (value != null && value != property.getValue()) {
          String text = Arrays.deepToString(new Object[] {property.getKey(), value});
          digest.update(text.getBytes(StandardCharsets.UTF_8));
          any = true;
        }
      }
      return any ? HexFormat.of().formatHex(digest.digest()) : "";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
