// SPDX-License-Identifier: Apache-2.0
package io.sallyport.socks.internal;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** {@code Proxy-Authorization: Basic} (RFC 7617), whose user names hold no colon. */
final class BasicCredentials {

  private static final String SCHEME = "Basic ";

  private BasicCredentials() {}

  /** The user who has the credentials in these headers; null if nobody has, or there are none. */
  static @Nullable String authenticate(HttpHeaders headers, Users users) {
    var values = headers.getAll(HttpHeaderNames.PROXY_AUTHORIZATION);
    if (values.size() != 1
        || !values.getFirst().regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return null;
    }
    byte[] pair;
    try {
      pair = Base64.getDecoder().decode(values.getFirst().substring(SCHEME.length()).strip());
    } catch (IllegalArgumentException e) {
      return null;
    }
    int colon = 0;
    while (colon < pair.length && pair[colon] != ':') {
      colon++;
    }
    byte[] name = Arrays.copyOf(pair, colon);
    byte[] password = Arrays.copyOfRange(pair, Math.min(colon + 1, pair.length), pair.length);
    String user = users.authenticate(name, password);
    Arrays.fill(pair, (byte) 0);
    Arrays.fill(password, (byte) 0);
    return user;
  }
}
