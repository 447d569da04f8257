// SPDX-License-Identifier: Apache-2.0
package io.sallyport.socks.internal;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who has logged in by a hashed password lately, so that the next connections of a browser do not
 * cost a slow hash each. Holds keyed digests, whose key is in this process alone and lives as long
 * as this object; any thread.
 */
final class LoginCache {

  static final int CAP = 1024;
  static final long LIFE_NANOS = 300_000_000_000L;

  private record Login(String user, long until) {}

  private final LoginDigest digest = new LoginDigest();
  private final Map<ByteBuffer, Login> logins =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ByteBuffer, Login> eldest) {
          return size() > CAP;
        }
      };

  /** What stands for these credentials here. */
  ByteBuffer digest(byte[] name, byte[] password) {
    return ByteBuffer.wrap(digest.of(name, password)).asReadOnlyBuffer();
  }

  /** The user of these credentials, if they were right not long ago. */
  synchronized @Nullable String find(ByteBuffer digest, long now) {
    var login = logins.get(digest);
    if (login != null && now - login.until >= 0) {
      logins.remove(digest);
      return null;
    }
    return login == null ? null : login.user;
  }

  /** These credentials are right. */
  synchronized void add(ByteBuffer digest, String user, long now) {
    logins.put(digest, new Login(user, now + LIFE_NANOS));
  }
}
