// SPDX-License-Identifier: Apache-2.0
package io.sallyport.upstream.internal;

import io.sallyport.api.config.Key;
import io.sallyport.api.config.Problems;
import io.sallyport.api.config.Settings;
import java.nio.charset.StandardCharsets;

/** The keys that name a user to a proxy, and what is common to checking them. */
final class Credentials {

  static final Key<String> USERNAME = Key.string("username", "user name for the proxy server");
  static final Key<String> PASSWORD =
      Key.string("password", "password for the proxy server").asSecret();

  /** RFC 1929 §2 counts bytes; the same bound for HTTP keeps its head small. */
  private static final int MAX_BYTES = 255;

  private Credentials() {}

  /** Problems with lengths, and a password that stands alone. */
  static void check(Settings settings, Problems problems) {
    checkLength(settings, USERNAME, problems);
    checkLength(settings, PASSWORD, problems);
    if (settings.find(PASSWORD) != null && settings.find(USERNAME) == null) {
      problems.add("password", "needs a username");
    }
  }

  private static void checkLength(Settings settings, Key<String> key, Problems problems) {
    var value = settings.find(key);
    if (value != null && (value.isEmpty() || bytes(value).length > MAX_BYTES)) {
      problems.add(key.name(), "has to have 1 to 255 bytes in UTF-8");
    }
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
