// SPDX-License-Identifier: Apache-2.0
package io.sallyport.socks.internal;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/** {@code Proxy-Authorization: Basic} (RFC 7617), whose user names hold no colon. */
final class BasicCredentials {

  private static final Authentication NOBODY = new Authentication.Known(null);
  private static final String SCHEME = "Basic ";

  private BasicCredentials() {}

  /**
   * Who says whatever these headers say, where nobody asks for it. Not looked into: other schemes
   * tell clients apart as well.
   */
  static Caller claimed(HttpHeaders headers) {
    var values = headers.getAll(HttpHeaderNames.PROXY_AUTHORIZATION);
    return values.isEmpty()
        ? Caller.NOBODY
        : Caller.claiming(new byte[0], String.join("\n", values).getBytes(StandardCharsets.UTF_8));
  }

  /** Who has the credentials in these headers; nobody, if there are none. */
  static Authentication authenticate(HttpHeaders headers, Users users) {
    var values = headers.getAll(HttpHeaderNames.PROXY_AUTHORIZATION);
    if (values.size() != 1
        || !values.getFirst().regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return NOBODY;
    }
    byte[] pair;
    try {
      pair = Base64.getDecoder().decode(values.getFirst().substring(SCHEME.length()).strip());
    } catch (IllegalArgumentException e) {
      return NOBODY;
    }
    int colon = 0;
    while (colon < pair.length && pair[colon] != ':') {
      colon++;
    }
    byte[] name = Arrays.copyOf(pair, colon);
    byte[] password = Arrays.copyOfRange(pair, Math.min(colon + 1, pair.length), pair.length);
    var user = users.authenticate(name, password);
    Arrays.fill(pair, (byte) 0);
    Arrays.fill(password, (byte) 0);
    return user;
  }
}
