// SPDX-License-Identifier: Apache-2.0
package io.sallyport.socks.internal;

import io.sallyport.api.Destination;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a request to a proxy is for (RFC 9112 §3.2.2).
 *
 * @param host the {@code Host} field that goes with it
 * @param path the target in origin form
 */
record HttpTarget(Destination destination, String host, String path) {

  private static final Pattern FORM =
      Pattern.compile("(?i:http|ws)://([^/?#\\\\@]+)(/[^#]*|\\?[^#]*)?");
  private static final Pattern PORT = Pattern.compile(".*[^:]:[0-9]*|\\[.*\\]:[0-9]*");

  /**
   * Reads an absolute form of the scheme {@code http}, or {@code ws}, by which some clients ask for
   * the upgrade of RFC 6455 and mean the same; null for anything else.
   */
  static @Nullable HttpTarget parse(String uri, String method) {
    var match = FORM.matcher(uri);
    if (!match.matches()) {
      return null;
    }
    String host = match.group(1);
    String full = PORT.matcher(host).matches() ? host : host + ":80";
    var destination = Authority.parse(full.endsWith(":") ? full + "80" : full);
    if (destination == null) {
      return null;
    }
    String rest = match.group(2);
    String path = rest == null ? "" : rest;
    if (path.isEmpty() && method.equals("OPTIONS")) {
      path = "*"; // RFC 9112 §3.2.4
    } else if (!path.startsWith("/")) {
      path = "/" + path;
    }
    return new HttpTarget(destination, host, path);
  }
}
